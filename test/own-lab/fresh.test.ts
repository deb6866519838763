import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetFacts } from '../../lib/facts/host-facts';
import { hostScriptText } from '../../lib/host-scripts/script-text';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { OwnLab } from './support/own-lab';
import { done, Project } from '../lab/support/project';

jest.setTimeout(900_000);

const VM = 'vm051';
const HOSTS = [1, 2];

const lab = new OwnLab(31, 15);
let project: Project;
const durations: string[] = [];

beforeAll(() => {
  timed('the lab comes up', () => lab.up(HOSTS.length, '--fresh'));
  project = new Project(settings([1]), () => lab.lab('known-hosts'));
});
afterAll(() => {
  project.remove();
  lab.remove();
  process.stdout.write(`${durations.join('\n')}\n`);
});

const settings = (hosts: readonly number[]): Record<string, string> => ({
  'kvm.host.range': hosts.map((host) => lab.address(host)).join(','),
  'kvm.install.media': join(lab.run, 'install.iso'),
});

/** The result of an action, whose duration is printed in the end. */
function timed<T>(title: string, action: () => T): T {
  const begun = Date.now();
  const result = action();
  durations.push(`${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${title}`);
  return result;
}

/** The scripts of preparation run on a host, as a deployment runs them; milliseconds there. */
function preparedAgain(host: number): { steps: string[]; milliseconds: number } {
  const facts = readFileSync(join(project.folder, 'hosts.lock.json'), 'utf8');
  const { publicKey } = (JSON.parse(facts) as FleetFacts).deployment;
  const parameters = { QK_VIRTUALIZATION_TYPE: 'qemu', QK_AUTHORIZED_KEY: publicKey };
  const script = exportLines(parameters) + hostScriptText('install.sh');
  const output = lab.sh(host, `date +%s%3N; ( ${script}\n); date +%s%3N`).trim().split('\n');
  const [begun, ended] = [Number(output.shift()), Number(output.pop())];
  return { steps: output.map((line) => line.split('\t')[0]!), milliseconds: ended - begun };
}

function expectRunning(host: number): void {
  expect(lab.sh(host, `virsh domstate vm0${50 + host}`).trim()).toBe('running');
}

test('a fresh host is a minimal system with sshd and nothing that a VM needs', () => {
  const installed = lab.sh(1, "dpkg-query -W -f '${Package}\\n'").trim().split('\n');
  expect(installed).toContain('openssh-server');
  expect(installed.filter((name) => /libvirt|qemu|^sudo$|^systemd$/.test(name))).toEqual([]);
  expect(lab.sh(1, 'command -v virsh || echo none')).toBe('none\n');
  lab.sh(
    1,
    'dd if=/dev/zero of=/var/lib/libvirt/images/direct oflag=direct bs=4k count=1; rm /var/lib/libvirt/images/direct',
  );
});

test('hosts reach the package mirror, and nothing else', () => {
  expect(lab.sh(1, 'ip route show default')).toBe('');
  lab.sh(1, 'apt-get update -q');
  lab.lab('network', '1', 'off');
  const cut = lab.sh(
    1,
    'apt-get update -q -o Acquire::Retries=0 -o Acquire::http::Timeout=5 2>&1 || :',
  );
  expect(cut).toMatch(/Network is unreachable/);
  lab.lab('network', '1', 'on');
  lab.sh(1, 'apt-get update -q -o APT::Update::Error-Mode=any');
});

test('from a bare Debian to a running VM, no manual step', () => {
  timed('check', () => done(project.quantumKvm('check')));
  timed('deploy', () => done(project.deploy()));
  expectRunning(1);
});

test('a host without network gets its packages from a folder that kit-packages filled, and runs its VM', () => {
  lab.lab('network', '2', 'off');
  project.configure(settings(HOSTS));
  done(project.quantumKvm('check'));
  const packages = join(project.folder, 'packages');
  const kit = ['kit-packages', packages, '--hosts', lab.address(2)];
  timed('kit-packages', () => done(project.quantumKvm(...kit)));
  expect(done(project.quantumKvm(...kit)).output).toMatch(/fetches 0 of \d+ packages/);
  project.configure({ ...settings(HOSTS), 'kvm.packages.directory': packages });
  expect(done(project.quantumKvm('check', '--json')).output).toContain('as SHA256SUMS has them');
  const { output } = timed('deploy without network', () => done(project.cdktfDeploy()));
  expect(output).toMatch(/DONE\s+packages\s+installed qemu-system-x86/);
  expectRunning(2);
  expect(lab.sh(2, 'ls -A /root')).not.toContain('packages');
  expect(lab.status()).toMatchObject(
    HOSTS.map(() => ({ libvirtd: 'up', machines: [{ state: 'running' }] })),
  );
});

test('a second deployment changes nothing', () => {
  const pid = (): string => lab.sh(1, `cat /run/libvirt/qemu/${VM}.pid`);
  const before = pid();
  const second = timed('second deploy', () => done(project.deploy('--json')));
  const [document = ''] = second.output.match(/^\{"type":"deploy".*$/m) ?? [];
  expect(JSON.parse(document).hosts).toMatchObject(HOSTS.map(() => ({ outcome: 'no changes' })));
  expect(pid()).toBe(before);
});

test('preparation of a prepared host finds every step done', () => {
  for (const host of HOSTS) {
    // Its guests are emulated by the CPUs that it shares with everything else of the machine.
    const runs = [1, 2, 3].map(() => preparedAgain(host));
    const milliseconds = runs.map((run) => run.milliseconds);
    durations.push(`        preparation again, host ${host}: ${milliseconds.join(', ')} ms`);
    expect(new Set(runs.flatMap(({ steps }) => steps))).toEqual(new Set(['DONE']));
  }
});

test('a host that is switched off and on again has its VM, and nothing to change', () => {
  lab.lab('stop', '2');
  lab.lab('start', '2', '--libvirt');
  timed('deploy after a power failure', () => done(project.deploy()));
  expect(lab.sh(2, 'virsh domstate vm052').trim()).toBe('running');
});

test('after destroy and down nothing is left', () => {
  done(project.destroy());
  expect(lab.sh(1, 'virsh -q list --all').trim()).toBe('');
  const inhabitants = HOSTS.flatMap((host) => lab.inhabitants(host));
  lab.lab('down');
  expect(lab.traces(HOSTS.length, inhabitants)).toEqual([]);
});
