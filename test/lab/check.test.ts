import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckRecord } from '../../lib/host-scripts/check-record';
import { FleetFacts } from '../../lib/facts/host-facts';
import { hostScriptText } from '../../lib/host-scripts/script-text';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { ADDRESSES, Project, Run, onHost } from './support/project';

jest.setTimeout(120_000);

/** An address where no host is. */
const NOBODY = `${ADDRESSES[0]?.split('.').slice(0, 3).join('.')}.254`;

let project: Project;
afterEach(() => project.remove());

/** A project over all hosts of the lab. */
function projectWith(settings: Record<string, string | null> = {}): Project {
  project = new Project();
  configure(settings);
  return project;
}

function configure(settings: Record<string, string | null>): void {
  project.configure({ 'kvm.install.media': 'none', ...settings });
}

const HOST_KEY_FILE = '/etc/ssh/ssh_host_ed25519_key.pub';
const lockFile = (): string => join(project.folder, 'hosts.lock.json');
const facts = (): FleetFacts => JSON.parse(readFileSync(lockFile(), 'utf8')) as FleetFacts;

/** The hosts that failed the check, as `--json` tells them. */
function failing(run: Run, id: string): string[] {
  const document = JSON.parse(
    run.output.slice(run.output.indexOf('{'), run.output.lastIndexOf('}') + 1),
  );
  return document.hosts
    .filter(({ checks }: { checks: { id: string; verdict: string }[] }) =>
      checks.some((check) => check.id === id && check.verdict === 'fail'),
    )
    .map(({ address }: { address: string }) => address);
}

/** What install.sh prints on host 1 with these parameters. */
function prepared(parameters: Record<string, string>): string {
  const all = { QK_VIRTUALIZATION_TYPE: 'qemu', ...parameters };
  const script = `${exportLines(all)}${hostScriptText('install.sh')}`;
  return onHost(1, 'sh', '-c', `( ${script}\n) || true`);
}

test('hosts that are fit pass, and checking twice leaves the facts byte for byte as they are', () => {
  projectWith();
  expect(project.quantumKvm('check')).toMatchObject({ status: 0 });
  const before = readFileSync(lockFile());
  expect(Object.keys(facts().hosts)).toEqual(ADDRESSES);
  expect(facts().hosts[ADDRESSES[0] ?? '']?.bridges.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['br0', 'br1', 'br2']),
  );
  expect(project.quantumKvm('check', '--parallel', '1')).toMatchObject({ status: 0 });
  expect(readFileSync(lockFile())).toEqual(before);
});

test('a check changes nothing on a host', () => {
  const files = (): string =>
    onHost(
      1,
      'find',
      '/etc',
      '/root',
      '/home',
      '/srv',
      '/tmp',
      '/var/lib/libvirt',
      // The time of a folder tells that a file was in it, not that one is left.
      ...['-type', 'd', '-printf', '%p\n', '-o', '-printf', '%p %T@ %s\n'],
    );
  const before = files();
  projectWith().quantumKvm('check');
  expect(files()).toBe(before);
});

test('a wrong password fails every host and records none', () => {
  const run = projectWith({ 'login.password': 'wrong' }).quantumKvm('check', '--json');
  expect(run.status).toBe(1);
  expect(failing(run, 'host.login')).toEqual(ADDRESSES);
  expect(existsSync(lockFile())).toBe(false);
});

test('a changed host key is refused, told with both fingerprints, and the pinned one stays', () => {
  projectWith().quantumKvm('check');
  const [first = '', second = ''] = ADDRESSES;
  const pinned = facts().hosts[second]?.hostKey ?? '';
  const genuine = facts().hosts[first]?.hostKey ?? '';
  writeFileSync(lockFile(), readFileSync(lockFile(), 'utf8').replace(genuine, pinned));
  const run = project.quantumKvm('check', '--json');
  expect(run.status).toBe(1);
  expect(failing(run, 'host.key')).toEqual([first]);
  expect(run.output.match(/SHA256:[A-Za-z0-9+/]{43}/g)?.length).toBeGreaterThan(2);
  expect(facts().hosts[first]?.hostKey).toBe(pinned);
});

test.each([
  ['a missing bridge', { 'kvm.bridge.base.name': 'br9' }, 'network.bridge'],
  ['too much memory', { 'kvm.memory.size.gb': '9000' }, 'memory.size'],
  ['a missing data disk', { 'kvm.data.disks': '/dev/disk/by-id/wwn-none' }, 'disk.present'],
])('%s fails every host', (_, settings, id) => {
  const run = projectWith(settings).quantumKvm('check', '--json');
  expect(run.status).toBe(1);
  expect(failing(run, id)).toEqual(ADDRESSES);
});

/** The records of a host with the id, as `--json` tells them. */
function told(run: Run, id: string, address = ADDRESSES[0]): CheckRecord[] {
  const { hosts } = JSON.parse(
    run.output.slice(run.output.indexOf('{'), run.output.lastIndexOf('}') + 1),
  );
  const host = hosts.find((one: { address: string }) => one.address === address);
  return host.checks.filter((record: CheckRecord) => record.id === id);
}

test('a disk that fits today and not in the end is a warning', () => {
  const run = projectWith({ 'kvm.system.size.gb': '16000' }).quantumKvm('check', '--json');
  expect(run.status).toBe(0);
  expect(told(run, 'storage.free')).toMatchObject([{ verdict: 'warn' }]);
});

test('a filter that drops what it forwards is told, and a rule for the bridge makes it right', () => {
  projectWith();
  const filter = () => told(project.quantumKvm('check', '--json'), 'network.filter');
  onHost(1, 'iptables', '-P', 'FORWARD', 'DROP');
  try {
    expect(filter()[0]).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining('frames on bridge br0 are dropped'),
    });
    onHost(1, 'iptables', '-I', 'FORWARD', '-i', 'br0', '-o', 'br0', '-j', 'ACCEPT');
    expect(filter()[0]).toMatchObject({ verdict: 'pass' });
  } finally {
    onHost(1, 'iptables', '-P', 'FORWARD', 'ACCEPT');
    onHost(1, 'iptables', '-F', 'FORWARD');
  }
});

test('a bridge that is down, and one of another MTU than on the other hosts, are told', () => {
  projectWith();
  onHost(1, 'ip', 'link', 'set', 'br1', 'down');
  onHost(1, 'ip', 'link', 'set', 'br2', 'mtu', '1400');
  try {
    const run = project.quantumKvm('check', '--json');
    expect(failing(run, 'network.bridge')).toEqual([ADDRESSES[0]]);
    expect(told(run, 'network.mtu')).toMatchObject([
      { verdict: 'warn', message: expect.stringContaining('br2 has MTU 1400') },
    ]);
  } finally {
    onHost(1, 'ip', 'link', 'set', 'br1', 'up');
    onHost(1, 'ip', 'link', 'set', 'br2', 'mtu', '1500');
  }
});

test('two addresses that lead to one machine fail, both of them', async () => {
  const [first = ''] = ADDRESSES;
  const port = '2222';
  const listener = spawn('socat', [
    `TCP-LISTEN:${port},bind=${NOBODY},reuseaddr,fork`,
    `TCP:${first}:${port}`,
  ]);
  try {
    await once(listener, 'spawn');
    projectWith({ 'kvm.host.range': [...ADDRESSES, NOBODY].join(',') });
    const [, printed] = onHost(1, 'ssh-keygen', '-lf', HOST_KEY_FILE).split(' ');
    const accepted = ['--accept-new-host-key', `${NOBODY}=${printed}`];
    const run = project.quantumKvm('check', '--json', ...accepted);
    expect(failing(run, 'host.identity')).toEqual([first, NOBODY]);
    expect(told(run, 'host.identity')[0]?.message).toContain(`${NOBODY} are the same machine`);
  } finally {
    listener.kill();
    await once(listener, 'exit');
  }
});

test('a host that answers with the key of another one is told with its address', () => {
  projectWith().quantumKvm('check');
  const [first = '', second = ''] = ADDRESSES;
  const known = facts();
  const keys = [first, second].map((address) => known.hosts[address]?.hostKey ?? '');
  const swapped = JSON.stringify(known, null, 2)
    .replace(keys[0]!, 'HELD')
    .replace(keys[1]!, keys[0]!)
    .replace('HELD', keys[1]!);
  writeFileSync(lockFile(), swapped);
  const run = project.quantumKvm('check', '--json');
  expect(failing(run, 'host.identity')).toEqual([first, second]);
  expect(told(run, 'host.identity')[0]?.message).toContain(`pinned for ${second}`);
});

test('a VM of others with our name, number or address is told, and left alone', () => {
  projectWith();
  const number = Number(ADDRESSES[0]?.split('.')[3]) + 20;
  const name = `vm${String(number).padStart(3, '0')}`;
  const definition = `<domain type="qemu"><name>${name}</name><memory unit="MiB">64</memory>
    <os><type arch="x86_64">hvm</type></os><devices>
    <graphics type="vnc" port="${5900 + number}" autoport="no"/></devices></domain>`;
  const virsh = (...command: string[]) => onHost(1, 'virsh', '-q', ...command);
  onHost(1, 'sh', '-c', 'virsh list >/dev/null 2>&1 || { virtlogd -d; libvirtd -d; }');
  onHost(1, 'sh', '-c', `printf '%s' '${definition}' | virsh -q define /dev/stdin`);
  try {
    const before = virsh('dumpxml', name);
    const run = project.quantumKvm('check', '--json');
    expect(failing(run, 'machine.name')).toEqual([ADDRESSES[0]]);
    expect(failing(run, 'machine.vnc')).toEqual([ADDRESSES[0]]);
    expect(virsh('dumpxml', name)).toBe(before);
  } finally {
    virsh('undefine', name);
  }
});

test('the check of a host takes well under 2 s there', () => {
  const begun = Date.now();
  onHost(1, 'sh', '-c', `( ${hostScriptText('check.sh')}\n) || true`);
  expect(Date.now() - begun).toBeLessThan(2000);
});

test('a host that is down hides no other, and keeps its facts', () => {
  projectWith().quantumKvm('check');
  const known = facts().hosts;
  const range = [NOBODY, ...ADDRESSES].join(',');
  configure({ 'kvm.host.range': range });
  const run = project.quantumKvm('check', '--json');
  expect(run.status).toBe(1);
  expect(failing(run, 'host.connection')).toEqual([NOBODY]);
  expect(facts().hosts).toEqual(known);
});

test('the password is in nothing that is printed or written', () => {
  projectWith({ 'login.password': 'Hunter2-planted' });
  const outputs = [
    project.quantumKvm('check').output,
    project.quantumKvm('check', '--json').output,
  ];
  expect(outputs.filter((output) => output.includes('Hunter2'))).toEqual([]);
  const files = readdirSync(project.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const holding = files.filter((file) => readFileSync(file, 'latin1').includes('Hunter2'));
  expect(holding).toEqual([project.configFile]);
});

describe('preparation', () => {
  const install = (key: string): string[] =>
    prepared({ QK_AUTHORIZED_KEY: key })
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t').slice(0, 2).join(' '));

  test('completes a host; again, it finds all done; and the key opens the host', () => {
    projectWith().quantumKvm('check');
    const { publicKey } = facts().deployment;
    const steps = ['key', 'packages', 'libvirt', 'virtualization', 'pool'].map(
      (step) => `DONE ${step}`,
    );
    expect(install(publicKey)).toEqual(steps);
    expect(install(publicKey)).toEqual(steps);
    const keys = onHost(1, 'cat', '/root/.ssh/authorized_keys').split('\n');
    expect(keys.filter((line) => line === publicKey)).toHaveLength(1);
    expect(onHost(1, 'stat', '-c', '%a', '/root/.ssh', '/root/.ssh/authorized_keys')).toBe(
      '700\n600\n',
    );
    expect(onHost(1, 'virsh', 'pool-info', 'default')).toMatch(
      /State: +running[^]*Autostart: +yes/,
    );
    configure({ 'kvm.host.range': ADDRESSES[0] ?? '', 'login.password': null });
    expect(project.quantumKvm('check')).toMatchObject({ status: 0 });
  });

  test('leaves a pool of that name over another folder as it is, and says what to do', () => {
    project = new Project();
    install('ssh-ed25519 AAAAnew');
    const before = onHost(1, 'virsh', 'pool-dumpxml', 'default');
    const tried = prepared({ QK_POOL_PATH: '/srv/other' });
    expect(tried).toMatch(/FAIL\tpool\t.*default.*\/var\/lib\/libvirt\/images.*\/srv\/other/);
    expect(onHost(1, 'virsh', 'pool-dumpxml', 'default')).toBe(before);
    const renamed = prepared({ QK_POOL_NAME: 'second' });
    expect(renamed).toMatch(/FAIL\tpool\tthe storage pool default is over/);
    expect(onHost(1, 'virsh', '-q', 'pool-list', '--all', '--name').trim()).toBe('default');
  });
});
