import { once } from 'node:events';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { differenceText } from '../../cli/report/difference-text';
import { Difference } from '../../fleet/status/difference';
import { HOSTS, machine, stack } from '../lab/support/hosts';
import { ADDRESSES, Project, Run, done, lab, onHost, startedOnHost } from '../lab/support/project';
import { migrate } from './support/migration';
import { PREAMBLE, Trial, isRefused } from './support/trial';
import { ROUNDS } from './support/vm-states';

jest.setTimeout(900_000);

const SETTINGS = { 'kvm.system.size.gb': '1' };

const LAST_HOST = HOSTS[HOSTS.length - 1]!;

let project: Project;

beforeAll(() => {
  project = new Project(SETTINGS);
  done(project.quantumKvm('check'));
});
afterAll(() => {
  done(project.destroy());
  project.remove();
});

/** A trial on the host that it has for itself. */
interface Tried extends Trial {
  readonly host: number;
}

/** What must not differ: the state, QEMU's process, the contents of the images. */
interface World {
  readonly state: string;
  readonly pid: string;
  readonly disk: string;
}

const LOOK = `virsh domstate "$VM" --reason | head -n 1
  cat "/run/libvirt/qemu/$VM.pid" 2>/dev/null || :; echo
  cat "$DISK" $(ls "$IMAGES/$VM.s1" 2>/dev/null) | sha256sum`;

const script = (host: number, commands: string) =>
  ['sh', '-ec', `VM=${machine(host)}\n${PREAMBLE}\n${commands}`] as const;

function look({ host }: Tried): World {
  const [state = '', pid = '', disk = ''] = onHost(host, ...script(host, LOOK)).split('\n');
  return { state, pid, disk };
}

const looks = (tried: readonly Tried[]) => tried.map(look);

/** Brings the VMs into their states, all at once. */
async function make(tried: readonly Tried[]): Promise<void> {
  for (const { host, fault } of tried) if (fault) lab('fault', String(host), fault);
  const begun = tried.map(({ host, make: commands }) =>
    once(startedOnHost(host, ...script(host, commands)), 'exit'),
  );
  expect(await Promise.all(begun)).toEqual(tried.map(() => [0, null]));
  for (const { host, migrates } of tried) if (migrates) migrate(host, LAST_HOST, machine(host));
}

function mend(tried: readonly Tried[]): void {
  for (const { host, mend: commands, migrates } of tried) {
    if (commands) onHost(host, ...script(host, commands));
    if (migrates) migrate(LAST_HOST, host, machine(host));
  }
}

const only = (tried: readonly Tried[]) => [
  '--hosts',
  tried.map(({ host }) => ADDRESSES[host - 1]).join(','),
];

const words = (text: string, { host }: Tried) => text.replaceAll('$VM', machine(host));

/** The last line of a command that prints JSON. */
function document(run: Run) {
  return JSON.parse(run.output.split('\n').findLast((line) => line.startsWith('{"type"'))!);
}

function isTold(tried: readonly Tried[]): void {
  const { hosts } = document(project.quantumKvm('status', '--json', ...only(tried)));
  tried.forEach((trial, i) => {
    const told = [trial.status ?? []].flat().map((status) => words(status, trial));
    const { differences } = hosts[i] as { differences: Difference[] };
    const seen = differences.map(differenceText);
    expect(seen.slice(0, told.length || seen.length)).toEqual(told);
  });
}

function isPlanned(tried: readonly Tried[]): void {
  const { rows, hosts } = document(project.quantumKvm('plan', '--json', ...only(tried)));
  for (const trial of tried) {
    const { host, plan } = trial;
    const address = ADDRESSES[host - 1]!;
    const seen = [
      ...rows.filter((row: { hosts: string[] }) => row.hosts.includes(address)),
      ...hosts.filter(
        (each: { address: string; cause?: string }) => each.address === address && each.cause,
      ),
    ].map(({ change, cause }) => change ?? cause);
    if (plan === undefined) expect(seen).toEqual([]);
    else
      expect(seen).toContainEqual(
        expect.stringContaining(isRefused(plan) ? words(plan.refused, trial) : plan),
      );
  }
}

/** Runs the command on those hosts alone that refuse it, and all stays as it is. */
function isRefusedBy(tried: readonly Tried[], of: 'deploy' | 'destroy' | 'adopt'): void {
  const refusing = tried.filter((trial) => isRefused(trial[of]));
  if (refusing.length === 0) return;
  const before = looks(refusing);
  const states = of === 'adopt' ? refusing.map(({ host }) => stateFile(host)) : [];
  for (const file of states) renameSync(file, `${file}.kept`);
  const { status, output } = project.quantumKvm(of, '--yes', ...only(refusing));
  for (const file of states) renameSync(`${file}.kept`, file);
  expect(status).not.toBe(0);
  for (const { [of]: outcome } of refusing)
    expect(output).toContain(isRefused(outcome) ? outcome.refused : '');
  expect(looks(refusing)).toEqual(before);
}

const stateFile = (host: number) => join(project.folder, 'state', `${stack(host)}.tfstate`);

/** Runs the command on all others, which run then. */
function isDone(tried: readonly Tried[], of: 'deploy' | 'adopt'): void {
  const accepting = tried.filter((trial) => !isRefused(trial[of]));
  if (accepting.length === 0) return;
  const before = looks(accepting);
  if (of === 'adopt') for (const { host } of accepting) rmSync(stateFile(host));
  done(project.quantumKvm(of, '--yes', ...only(accepting)));
  expect(project.quantumKvm('plan', ...only(accepting)).status).toBe(0);
  accepting.forEach((trial, i) => {
    const after = look(trial);
    expect(after.state).toMatch(/^running/);
    expect([after.pid === before[i]!.pid, after.disk === before[i]!.disk]).toEqual([
      'process' in trial[of] && trial[of].process === 'the same',
      'disk' in trial[of] && trial[of].disk === 'the same',
    ]);
  });
}

/** The other ways into the rows, those of the same place at once. */
async function areWaysIn(tried: readonly Tried[]): Promise<void> {
  const places = Math.max(...tried.map(({ also = [] }) => also.length));
  for (let place = 0; place < places; place++) {
    const ways = tried.flatMap(({ host, also = [], ...trial }) => {
      const way = also[place];
      return way ? [{ ...trial, ...way, host }] : [];
    });
    await make(ways);
    const made = looks(ways);
    isTold(ways);
    isPlanned(ways);
    expect(looks(ways)).toEqual(made);
    for (const { host, back } of ways) onHost(host, ...script(host, back));
  }
}

/** A restart that a job stands in the way of. */
function isNotRestarted(tried: readonly Tried[]): void {
  for (const { host, restart } of tried) {
    if (!restart) continue;
    project.configure({ ...SETTINGS, 'kvm.memory.size.gb': '2' });
    const run = project.quantumKvm('plan', '--hosts', ADDRESSES[host - 1]!);
    project.configure(SETTINGS);
    expect(run.output).toContain(restart.refused);
  }
}

function isRemoved(tried: readonly Tried[]): void {
  const { output } = done(project.quantumKvm('destroy', '--yes', '--json', ...only(tried)));
  for (const { warning } of tried) if (warning) expect(output).toContain(warning);
}

/** VMs to begin with, also where those of a trial before are gone and still in the state. */
const ANEW = ['--allow', 'reinstall'];

/** Whatever became of a trial, the next one begins with hosts without VMs. */
const TIDY = `kill "$(cat /run/reader)" 2>/dev/null || :
  rm -f /run/reader /run/pipe
  virsh -q list --all --name | while read -r VM; do
    [ -n "$VM" ] || continue
    power_off </dev/null
    virsh -q undefine "$VM" --managed-save --snapshots-metadata --checkpoints-metadata </dev/null || :
  done`;
afterEach(() => {
  for (const host of HOSTS) {
    onHost(host, ...script(host, TIDY));
    lab('fault', String(host), 'storage-full', 'off');
    onHost(host, ...script(host, 'rm -rf "$IMAGES"/*; virsh -q pool-refresh default'));
  }
});

test.each(ROUNDS.map((trials) => [trials.map(({ row }) => row).join('; '), trials] as const))(
  '%s',
  async (_, trials) => {
    const tried = trials.map((trial, i): Tried => ({ ...trial, host: HOSTS[i]! }));
    done(project.deploy(...ANEW));
    await areWaysIn(tried);
    await make(tried);
    const made = looks(tried);
    isTold(tried);
    isPlanned(tried);
    isNotRestarted(tried);
    expect(looks(tried)).toEqual(made);
    isRefusedBy(tried, 'deploy');
    isRefusedBy(tried, 'destroy');
    isRefusedBy(tried, 'adopt');
    isDone(tried, 'deploy');
    await make(tried.filter(({ deploy }) => !isRefused(deploy)));
    isDone(tried, 'adopt');
    await make(tried.filter(({ adopt }) => !isRefused(adopt)));
    mend(tried.filter(({ destroy }) => isRefused(destroy)));
    isRemoved(tried);
  },
);

test('the commands that a refused overlay of a VM that is off is to be committed with do that', () => {
  const only = ['--hosts', ADDRESSES[0]!];
  done(project.deploy(...ANEW, ...only));
  const overlay = 'virsh -q snapshot-create-as "$VM" one --disk-only; power_off';
  onHost(1, ...script(1, overlay));
  const { output } = project.quantumKvm('plan', ...only);
  const { 1: cure = '' } = /On the host: (.*?); then repeat/.exec(output) ?? [];
  expect(cure).toContain('virsh blockcommit');
  onHost(1, 'sh', '-ec', cure);
  done(project.deploy(...only));
  expect(project.quantumKvm('plan', ...only).status).toBe(0);
});

test('a saved guest whose memory changes in the XML goes on with it before it is restarted', () => {
  const only = ['--hosts', ADDRESSES[0]!];
  done(project.deploy(...ANEW, ...only));
  onHost(1, ...script(1, 'virsh -q managedsave "$VM"'));
  project.configure({ ...SETTINGS, 'kvm.memory.size.gb': '2' });
  const refused = project.deploy(...only);
  expect([
    refused.status,
    onHost(1, ...script(1, 'virsh list --with-managed-save --all --name')).trim(),
  ]).toEqual([2, machine(1)]);
  done(project.deploy('--allow', 'restart', ...only));
  expect(onHost(1, ...script(1, 'virsh domstats --state --balloon --raw "$VM"'))).toMatch(
    /state.state=1\n[^]*balloon.maximum=2097152\n/,
  );
  expect(project.quantumKvm('plan', ...only).status).toBe(0);
  project.configure(SETTINGS);
});
