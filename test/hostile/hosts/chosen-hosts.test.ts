import { readFileSync, writeFileSync } from 'node:fs';
import { HostFacts } from '../../../lib/facts/host-facts';
import { ADDRESSES, FleetProject, resource } from '../../cli/fleet-project';
import { quantumKvm } from '../../cli/terminal';
import { ONLINE } from '../../fleet/support/fake-terraform';

const [FIRST, SECOND, THIRD] = ADDRESSES;

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

/** Stacks that Terraform has planned. */
const planned = () => project.terraform.calls('plan').map((call) => call.split(' ')[0]);

/** What the facts of one host say, or hide, against the VM that is configured. */
const SPOILED: readonly (readonly [string, Partial<HostFacts>, string])[] = [
  ['hides its bridges', { bridges: [] }, 'bridge br0 does not exist on the host'],
  ['has no blank disk', { disks: [] }, 'no disk of the host was blank'],
  ['has no memory', { memoryGib: 0 }, 'the host has 0 GiB'],
  [
    'has a third CPU',
    { cpu: { sockets: 3, coresPerSocket: 1, threadsPerCore: 1, virtualization: 'svm' } },
    'the host has 3 physical CPUs',
  ],
];

describe.each(SPOILED)('a host that %s', (_, facts, said) => {
  beforeEach(() => {
    project.configure(ADDRESSES, { 'kvm.data.disks': 'blank' });
    project.check(ADDRESSES, { [SECOND]: facts });
    project.terraform.finds([ONLINE]);
  });

  test('is no matter where others are chosen', async () => {
    const { exitCode, stdout, stderr } = await quantumKvm('plan', '--hosts', THIRD);
    expect([exitCode, stderr]).toEqual([3, expect.not.stringContaining(SECOND)]);
    expect(stdout).not.toContain(SECOND);
    expect(planned()).toEqual(['host-127-0-12-3']);
  });

  test('fails alone in the table', async () => {
    const { exitCode, stdout } = await quantumKvm('plan');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${SECOND} +vm022 +failed `, 'm'));
    expect(stdout).toMatch(new RegExp(`^${SECOND}: .*${said}`, 'm'));
    expect(planned().sort()).toEqual(['host-127-0-12-1', 'host-127-0-12-3']);
  });

  test('fails in the document for programs', async () => {
    const { stdout } = await quantumKvm('plan', '--json');
    const { hosts } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(hosts[1]).toMatchObject({ address: SECOND, vm: 'vm022', outcome: 'failed' });
    expect(hosts[1].cause).toContain(said);
  });

  test('is told where it alone is chosen, and nothing is planned', async () => {
    const { exitCode, stdout, stderr } = await quantumKvm('plan', '--hosts', SECOND);
    expect([1, 2]).toContain(exitCode);
    expect(stdout + stderr).toContain(said);
    expect(planned()).toEqual([]);
  });
});

test.each([
  ['deploy', ['deploy', '--yes']],
  ['destroy', ['destroy', '--yes']],
  ['destroy --keep-disks', ['destroy', '--keep-disks', '--yes']],
  ['prepare', ['prepare', '--yes']],
])('a host that hides its bridges fails alone in the table of %s', async (_, args) => {
  project.check(ADDRESSES, { [SECOND]: { bridges: [] } });
  project.terraform.finds([ONLINE]);
  const { exitCode, stdout } = await quantumKvm(...args);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${SECOND} +vm022 +failed `, 'm'));
  expect(stdout).toMatch(new RegExp(`^${SECOND}: .*bridge br0 does not exist`, 'm'));
  expect(stdout).toContain('2 done, 1 failed');
  expect(planned().sort()).toEqual(['host-127-0-12-1', 'host-127-0-12-3']);
});

test('a host that was never checked fails alone', async () => {
  project.check([FIRST, THIRD]);
  const { exitCode, stdout } = await quantumKvm('plan');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${SECOND}: facts: hosts.lock.json has no facts`, 'm'));
  expect(planned()).toHaveLength(2);
});

test('where the two files leave no host to plan, they are wrong: exit code 2', async () => {
  project.check([FIRST]);
  const { exitCode, stderr } = await quantumKvm('plan', '--hosts', `${SECOND},${THIRD}`);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('run quantum-kvm check');
});

test('a fault of the XML refuses all, also where other hosts are chosen', async () => {
  const xml = readFileSync('quantum_server_config.xml', 'utf8');
  writeFileSync('quantum_server_config.xml', xml.replace('"40"', '"81"'));
  const { exitCode } = await quantumKvm('plan', '--hosts', FIRST);
  expect(exitCode).toBe(2);
  expect(planned()).toEqual([]);
});

test('the facts of a bridge named like a method of JavaScript are not found where there are none', async () => {
  project.configure(ADDRESSES, { 'kvm.bridge.base.name': 'constructor' });
  const bridges = [{ name: 'constructor', mtu: 1500 }];
  const said = Object.fromEntries(ADDRESSES.map((a) => [a, { bridges, adopted: { macs: {} } }]));
  project.check(ADDRESSES, said);
  expect(await quantumKvm('plan')).toMatchObject({ exitCode: 0 });
});

test.each([
  ['no JSON', 'x'],
  ['a null', 'null'],
  ['resources that are none', '{"resources": {"length": 1}}'],
  ['a resource that is none', '{"resources": [null]}'],
])('state of one host that is %s is the failure of that host', async (_, text) => {
  project.holds(SECOND, [resource('libvirt_domain', {})]);
  writeFileSync(project.stateFile(SECOND), text);
  const { exitCode, stdout } = await quantumKvm('destroy', '--keep-disks', '--yes');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${SECOND}: .*host-127-0-12-2.tfstate`, 'm'));
  expect(planned().sort()).toEqual(['host-127-0-12-1', 'host-127-0-12-3']);
});
