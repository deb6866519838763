import { readFileSync } from 'node:fs';
import { property } from '../../config/sample';
import { diagnostic, ONLINE, prints, RESTART } from '../../fleet/support/fake-terraform';
import { FleetProject, resource } from '../fleet-project';
import { Ended, quantumKvm } from '../terminal';

/** Two with changes, two as configured, one that is off, one whose facts are wrong, one out of the range. */
const FLEET = [1, 2, 3, 4, 5, 6, 7].map((last) => `127.0.12.${last}`);
const [CHANGED, GROWN, EQUAL, SAME, OFF, WRONG, LEFT] = FLEET as [string, ...string[]];
const stack = (address = '') => `host-${address.replaceAll('.', '-')}`;

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make(FLEET);
  project.configure(FLEET.slice(0, 6));
  project.check(FLEET.slice(0, 6), { [WRONG!]: { architecture: 'aarch64' } });
  project.terraform.finds([ONLINE], stack(CHANGED));
  project.terraform.finds([RESTART], stack(GROWN));
  project.holds(OFF!, [resource('libvirt_domain', { name: 'vm025' })]);
  project.holds(LEFT!, [resource('libvirt_domain', { name: 'vm027' })]);
  await project.shutDown(OFF!);
});
afterEach(() => project.remove());

const documentOf = ({ stdout }: Ended) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!);

test('Markdown names every host, and the totals in its heading', async () => {
  const { exitCode, stdout } = await quantumKvm('plan', '--markdown');
  expect(exitCode).toBe(1);
  const port = /port (\d+)/.exec(stdout)?.[1];
  expect(stdout.split('\n')).toEqual([
    '## Plan of 6 hosts: 2 planned, 2 unchanged, 2 not planned; besides, 1 left over',
    '',
    '| hosts | change | consequence | caused by |',
    '|---|---|---|---|',
    `| ${CHANGED} | autostart true → false | online | \`kvm.autostart (default)\` |`,
    `| ${GROWN} | memory 128 → 192 GiB | **restart** | \`quantum_server_config.xml:7 kvm.memory.size.gb\` |`,
    '',
    '| hosts | result | reason |',
    '|---|---|---|',
    `| 2 hosts: ${CHANGED}:${GROWN} | planned |  |`,
    `| 2 hosts: ${EQUAL}:${SAME} | unchanged |  |`,
    `| ${OFF} | **not planned** | port ${port} cannot be reached by SSH: connection refused |`,
    `| ${WRONG} | **not planned** | architecture: the host is aarch64; take the host out of kvm.host.range |`,
    `| ${LEFT} | **left over** | 1 resource in \`state/${stack(LEFT)}.tfstate\`; \`quantum-kvm retire ${LEFT}\` takes it down |`,
    '',
  ]);
});

test('JSON names every host, and the totals', async () => {
  const document = documentOf(
    await quantumKvm('plan', '--json', '--hosts', FLEET.slice(1, 6).join()),
  );
  expect(document).toMatchObject({
    type: 'plan',
    version: 1,
    totals: { hosts: 6, planned: 1, unchanged: 2, notPlanned: 2, notChosen: 1, leftOver: 1 },
    hosts: [
      { address: GROWN, outcome: 'planned' },
      { address: EQUAL, outcome: 'no changes' },
      { address: SAME, outcome: 'no changes' },
      { address: OFF, outcome: 'failed', cause: expect.stringContaining('connection refused') },
      { address: WRONG, outcome: 'failed', cause: expect.stringContaining('aarch64') },
    ],
    notChosen: [CHANGED],
    leftOvers: [{ address: LEFT, resources: 1 }],
  });
});

test('what the provider warns of stands in the plan, without its line for programs', async () => {
  const warning = {
    ...diagnostic('warning', 'The network quantum-br0 does not run', 'Applying starts it.'),
  };
  project.terraform.does('plan', `${prints(warning, warning)}; exit 0`, stack(EQUAL));
  const { stdout } = await quantumKvm('plan');
  expect(stdout.split('\n').filter((line) => line.includes('warning'))).toEqual([
    `${EQUAL}: warning: The network quantum-br0 does not run: Applying starts it.`,
  ]);
});

test('where no host can be worked on each of them is named all the same', async () => {
  const ended = await quantumKvm('plan', '--json', '--hosts', WRONG!);
  expect(documentOf(ended).hosts).toMatchObject([{ address: WRONG, outcome: 'failed' }]);
});

test.each(['plan', 'deploy', 'prepare', 'adopt'])(
  'hosts without facts are a row each of %s, and the files are wrong',
  async (command) => {
    project.check([CHANGED!]);
    const yes = command === 'plan' ? [] : ['--yes'];
    const ended = await quantumKvm(command, ...yes, '--json', '--hosts', `${EQUAL},${SAME}`);
    expect(ended.exitCode).toBe(2);
    expect(documentOf(ended)).toMatchObject({
      type: command,
      version: 1,
      hosts: [EQUAL, SAME].map((address) => ({
        address,
        outcome: 'failed',
        cause: expect.stringContaining('hosts.lock.json has no facts of this host'),
      })),
    });
    expect(project.terraform.calls()).toEqual([]);
  },
);

test('status shows hosts that cannot be worked on', async () => {
  project.check([CHANGED!]);
  const { exitCode, stdout } = await quantumKvm('status', '--hosts', `${EQUAL},${SAME}`);
  expect(exitCode).toBe(2);
  for (const address of [EQUAL, SAME]) expect(stdout).toMatch(new RegExp(`${address} .*not asked`));
});

test('a host that is of the registry providers is its own failure', async () => {
  const name = 'quantum_server_config.xml';
  const registry = property('kvm.providers', 'registry', SAME);
  project.writes(name, readFileSync(name, 'utf8').replace('</', `${registry}</`));
  const { hosts } = documentOf(await quantumKvm('plan', '--json', '--hosts', `${EQUAL},${SAME}`));
  expect(hosts).toMatchObject([
    { address: EQUAL, outcome: 'no changes' },
    {
      address: SAME,
      outcome: 'failed',
      cause: expect.stringContaining('kvm.providers is "registry" for this host'),
    },
  ]);
});
