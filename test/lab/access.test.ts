import { join } from 'node:path';
import { FleetFacts } from '../../lib/facts/host-facts';
import { readFileSync } from 'node:fs';
import { machine, stack } from './support/hosts';
import { ADDRESSES, Project, done, onHost, startedOnHost } from './support/project';

jest.setTimeout(300_000);

const HOST = 1;
const USER = 'keeper';
const PASSWORD = 'Oper "ator" & 1';
const SSHD = '/etc/ssh/sshd_config';
const SUDOERS = `/etc/sudoers.d/${USER}`;

let project: Project;
beforeEach(() => {
  project = new Project({ 'kvm.host.range': ADDRESSES[HOST - 1] ?? '' });
  sh(`cp -p ${SSHD} ${SSHD}.before`);
});
afterEach(() => {
  sh(
    `mv ${SSHD}.before ${SSHD}; rm -f ${SUDOERS}; for second in 1 2 3 4 5; do ! id -u ${USER} >/dev/null 2>&1 || userdel -r ${USER} 2>/dev/null || sleep 1; done
     ! id -u ${USER} >/dev/null 2>&1`,
  );
  project.remove();
});

const sh = (script: string): string => onHost(HOST, 'sh', '-ec', script);
const isRunning = (): boolean =>
  onHost(HOST, 'virsh', '-q', 'list', '--name').includes(machine(HOST));

/** A user of the host who may use sudo without a password, and a project that logs in as that user. */
function asUser(shell: string, rules = ''): void {
  sh(`useradd -m -s ${shell} ${USER} && chmod 700 /home/${USER}
    printf '%s' '${USER}:${PASSWORD}' | chpasswd
    printf '%s\n' '${USER} ALL=(ALL) NOPASSWD: ALL' '${rules}' >${SUDOERS} && chmod 440 ${SUDOERS}`);
  configure({ 'login.name': USER, 'login.password': PASSWORD });
}

function configure(settings: Record<string, string | null>): void {
  project.configure({ 'kvm.host.range': ADDRESSES[HOST - 1] ?? '', ...settings });
}

/** Lines that come before all others of sshd's configuration, which is read for every connection. */
function sshd(...lines: string[]): void {
  sh(
    `{ printf '%s\n' ${lines.map((line) => `'${line}'`).join(' ')}; cat ${SSHD}.before; } >${SSHD}`,
  );
}

function worksFromCheckToDestroy(
  deploy = () => project.deploy(),
  destroy = () => project.destroy(),
): void {
  done(project.quantumKvm('check'));
  done(deploy());
  expect(isRunning()).toBe(true);
  expect(project.changes(stack(HOST))).toEqual([]);
  done(destroy());
  expect(isRunning()).toBe(false);
}

test('once a host is prepared the password is not needed, and removing it changes nothing', () => {
  done(project.quantumKvm('check'));
  done(project.deploy());
  configure({ 'login.password': null });
  done(project.quantumKvm('check'));
  done(project.synthesize());
  expect(project.changes(stack(HOST))).toEqual([]);
  done(project.deploy());
  done(project.destroy());
});

test('a user with password-less sudo can do all that root can', () => {
  asUser('/bin/bash');
  worksFromCheckToDestroy();
  expect(sh(`ls -A /home/${USER} | grep quantum-kvm-packages || true`)).toBe('');
});

test.each([
  ['forbids forwarding', ['AllowStreamLocalForwarding no', 'AllowTcpForwarding no']],
  ['forbids every forwarding', ['DisableForwarding yes']],
  ['allows one session', ['MaxSessions 1']],
  ['shows a banner', ['Banner /etc/os-release', 'PrintMotd yes']],
])('an sshd that %s is no obstacle', (_, lines) => {
  sshd(...lines);
  worksFromCheckToDestroy();
});

test('all of these together are no obstacle to a user whose shell is not sh', () => {
  sshd('DisableForwarding yes', 'MaxSessions 1', 'Banner /etc/os-release');
  asUser('/bin/tcsh');
  worksFromCheckToDestroy(
    () => project.cdktfDeploy(),
    () => project.cdktfDestroy(),
  );
});

test('what the login of a prepared host prints by now is named by check, and no obstacle to the way to libvirt', () => {
  asUser('/bin/bash');
  done(project.quantumKvm('check'));
  done(project.deploy());
  sshd('DisableForwarding yes');
  sh(`sed -i '1i printf Connected!' /home/${USER}/.bashrc`);
  const { status, output } = project.quantumKvm('check');
  expect(status).toBe(1);
  expect(output.replace(/\s+/g, ' ')).toMatch(/prints "Connected!" .*\.bashrc/);
  expect(project.changes(stack(HOST))).toEqual([]);
  done(project.cdktfDestroy());
  expect(isRunning()).toBe(false);
});

test.each([
  ['wants a terminal', 'Defaults requiretty'],
  [
    'lectures, gives a terminal of its own, and knows no folder of the system',
    `Defaults lecture=always, use_pty, secure_path=/usr/local/bin:/usr/bin:/bin`,
  ],
])('a sudo that %s is no obstacle', (_, rules) => {
  asUser('/bin/bash', rules);
  worksFromCheckToDestroy();
});

test.each([
  ['wants a password', `${USER} ALL=(ALL) PASSWD: ALL`, 'a password is required'],
  ['lets no program start', 'Defaults noexec', 'noexec in the rules of sudo'],
])('a sudo that %s is said by check and by deploy, with the cure', (_, rules, words) => {
  asUser('/bin/bash', `Defaults:${USER} !lecture`);
  done(project.quantumKvm('check'));
  sh(`echo '${rules}' >>${SUDOERS}`);
  for (const { status, output } of [project.quantumKvm('check'), project.deploy()]) {
    expect(status).toBe(1);
    const said = output.replace(/\s+/g, ' ');
    expect(said).toContain(words);
    expect(said).toContain(`echo ${USER} ALL=NOPASSWD:EXEC:ALL >/etc/sudoers.d/zz-quantum-kvm`);
  }
  const rule = '/etc/sudoers.d/zz-quantum-kvm';
  sh(`echo ${USER} ALL=NOPASSWD:EXEC:ALL >${rule} && chmod 440 ${rule}`);
  try {
    done(project.quantumKvm('check'));
  } finally {
    sh(`rm ${rule}`);
  }
});

test('another user of the host, who can enter the home, never writes what root runs', () => {
  done(project.quantumKvm('check'));
  const attack = `until [ -e /run/attacked ]; do
    for file in /root/* /root/.[!.]*; do [ ! -w "$file" ] || echo 'id -u >/run/owned' >>"$file"; done 2>/dev/null
  done`;
  const command = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', 'sh', '-c'];
  sh('chmod 755 /root');
  const attackers = Array.from({ length: 4 }, () => startedOnHost(HOST, ...command, attack));
  const deployed = project.deploy();
  sh('touch /run/attacked; chmod 700 /root');
  attackers.forEach((attacker) => attacker.kill());
  expect(deployed.status).toBe(1);
  expect(deployed.output).toContain('is open to other users');
  expect(sh('grep -rl run/owned /root || :')).toBe('');
  expect(sh('cat /run/owned 2>/dev/null || :; rm -f /run/attacked /run/owned')).toBe('');
});

describe('a host with a new key', () => {
  const key = (): string => {
    const facts = JSON.parse(
      readFileSync(join(project.folder, 'hosts.lock.json'), 'utf8'),
    ) as FleetFacts;
    return facts.hosts[ADDRESSES[HOST - 1] ?? '']?.hostKey ?? '';
  };
  const FILE = '/etc/ssh/ssh_host_ed25519_key';
  beforeEach(() => sh(`cp -p ${FILE} ${FILE}.before; cp -p ${FILE}.pub ${FILE}.pub.before`));
  afterEach(() => sh(`mv ${FILE}.before ${FILE}; mv ${FILE}.pub.before ${FILE}.pub`));

  test('is refused by check and by deployment until it is accepted by its fingerprint', () => {
    done(project.quantumKvm('check'));
    done(project.deploy());
    const pinned = key();
    sh(`rm ${FILE} ${FILE}.pub; ssh-keygen -q -t ed25519 -N "" -C "" -f ${FILE}`);
    const refused = project.quantumKvm('check');
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.output).toContain(`--accept-new-host-key ${ADDRESSES[HOST - 1]}=SHA256:`);
    expect(key()).toBe(pinned);
    // The runner looks at the key itself; with cdktf it is the provider that refuses.
    expect(project.cdktfDestroy().status).not.toBe(0);
    expect(project.destroy().status).not.toBe(0);
    expect(isRunning()).toBe(true);
    const address = ADDRESSES[HOST - 1] ?? '';
    const [, printed] = sh(`ssh-keygen -lf ${FILE}.pub`).split(' ');
    const accepted = done(
      project.quantumKvm('check', '--accept-new-host-key', `${address}=${printed}`),
    );
    expect(accepted.output.match(/SHA256:[A-Za-z0-9+/]{43}/g)).toHaveLength(2);
    expect(key()).not.toBe(pinned);
    done(project.deploy());
    done(project.destroy());
  });
});
