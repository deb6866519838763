import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { OwnLab } from './support/own-lab';
import { Told, commandsIn, failures, follow } from './support/cure';
import { Project, done } from '../lab/support/project';

jest.setTimeout(900_000);

const lab = new OwnLab(161);
const VM = 'vm181';
const SSHD = '/etc/ssh/sshd_config.d/site.conf';
const USED = '/dev/disk/by-id/wwn-0x5000000000000011';
const MOUNTED = '/dev/disk/by-id/wwn-0x5000000000000012';

let project: Project;
let settings: Record<string, string> = {};
/** Sentence, cure and outcome of each, printed in the end. */
const seen: string[] = [];

beforeAll(() => {
  lab.up(2, '--fresh');
  project = new Project(all(), () => lab.lab('known-hosts'));
});
afterAll(() => {
  project.remove();
  lab.remove();
  process.stdout.write(`${seen.join('\n')}\n`);
});

function all(): Record<string, string> {
  return { 'kvm.host.range': lab.address(1), 'kvm.install.media': 'none', ...settings };
}

function configure(changed: Record<string, string>): void {
  settings = { ...settings, ...changed };
  project.configure(all());
}

/** The failures of a check, each cured as it says, until there are none; their ids in the order they came. */
function curedByTheirCures(among: Readonly<Record<string, string>> = {}): string[] {
  const ids: string[] = [];
  for (let round = 1; round <= 4; round += 1) {
    const found = failures(project.quantumKvm('check', '--json'));
    if (found.length === 0) return ids;
    for (const told of found) {
      ids.push(told.id);
      seen.push(`${told.id}: ${told.message} | ${told.cure}`);
      configure(follow(lab, project, told, among[told.id]));
    }
  }
  throw new Error(`still failing after their cures: ${ids.join(' ')}`);
}

/** What a command that failed says, with its cure. */
function told(id: string, { status, output }: { status: number | null; output: string }): Told {
  expect(status).toBe(1);
  const cure = output.replace(/\s+/g, ' ').trim();
  seen.push(`${id}: ${cure.slice(-600)}`);
  return { id, message: '', cure: cure.replace(/("quantum-kvm prepare")/, 'run $1') };
}

function deployed(): void {
  done(project.deploy());
  expect(lab.sh(1, `virsh domstate ${VM}`).trim()).toBe('running');
}

/** Of the VM's console. */
const VNC_PORT = 5900 + 181;
const LISTENER =
  'my $held = IO::Socket::INET->new(LocalPort => shift, Listen => 1) or die $!; sleep';

/** As Terraform locks a state: struct flock of x86_64. */
const LOCK = `use Fcntl; $| = 1; open(my $state, "+<", shift) or die;
  my $whole = pack("s s x4 q q l x4", F_WRLCK, 0, 0, 0, 0);
  fcntl($state, F_SETLK, $whole) or die; print "locked"; sleep;`;

/** What keeps a deployment from a bare host that answers, all at once. */
const ON_A_BARE_HOST = [
  `echo 'AuthorizedKeysFile /etc/ssh/everybody' >${SSHD}`,
  'chmod 755 /root',
  // Its line is left open.
  'sed -i "1i printf Connected!" /root/.bashrc',
  'chmod 700 /var/lib/libvirt',
  `touch /var/lib/libvirt/images/${VM}.qcow2`,
  `setsid perl -MIO::Socket::INET -e '${LISTENER}' ${VNC_PORT} </dev/null >/dev/null 2>&1 &
   until ss -Hltn | grep -q :${VNC_PORT}; do sleep 0.1; done`,
  'mount --bind /var/lib/dpkg /var/lib/dpkg && mount -o remount,bind,noexec /var/lib/dpkg',
];

test('a bare host with a dozen faults: their cures, followed to the letter, lead to a running VM', () => {
  lab.lab('disk', '1', 'add', USED.replace(/.*\//, ''), '2G', '--with-filesystem');
  lab.lab('disk', '1', 'add', MOUNTED.replace(/.*\//, ''), '2G', '--with-filesystem');
  lab.sh(1, `mount ${MOUNTED} /mnt`);
  ON_A_BARE_HOST.forEach((fault) => lab.sh(1, fault));
  lab.lab('fault', '1', 'bridge-missing');
  lab.lab('fault', '1', 'storage-read-only');
  const memory = { 'kvm.memory.size.gb': '16000' };
  configure({ ...memory, 'kvm.data.disks': `${USED},${MOUNTED}` });

  const ids = new Set(curedByTheirCures());
  expect([...ids].sort()).toEqual([
    'disk.free',
    'login.home',
    'login.key',
    'login.script',
    'machine.vnc',
    'machine.volume',
    'memory.size',
    'network.bridge',
    'packages.scripts',
    'storage.access',
    'storage.writable',
  ]);
  // "or less"
  configure({ 'kvm.memory.size.gb': '1' });
  deployed();
});

describe('a host that was prepared', () => {
  test.each([
    [
      'keys rewritten by others, and the pool undefined',
      'rm /root/.ssh/authorized_keys; virsh -q pool-destroy default; virsh -q pool-undefine default',
    ],
    ['libvirt stopped', 'kill $(cat /run/libvirtd.pid); sleep 2'],
  ])('%s: the word of destroy and status is to prepare it', (id, fault) => {
    lab.sh(1, fault);
    const ask = id.startsWith('libvirt') ? ['status'] : ['destroy', '--yes'];
    follow(lab, project, told(id, project.quantumKvm(...ask)));
    deployed();
  });

  test('a state that another program has locked waits for its end', async () => {
    const file = `host-${lab.address(1).replaceAll('.', '-')}.tfstate`;
    const holder = spawn('perl', ['-e', LOCK, join(project.folder, 'state', file)]);
    await once(holder.stdout, 'readable');
    const { cure } = told('state', project.deploy());
    holder.kill();
    await once(holder, 'exit');
    expect(cure).toContain(`is locked by process ${holder.pid} (perl); let that end, and repeat`);
    deployed();
  });

  test.each([
    [['login.key'], `echo 'PubkeyAuthentication no' >${SSHD}`],
    [
      ['host.connection'],
      `echo 'KexAlgorithms sntrup761x25519-sha512@openssh.com' >${SSHD}; sed -i '/^Match/,$d' /etc/ssh/sshd_config`,
    ],
    [['host.login'], `rm -f ${SSHD} /root/.ssh/authorized_keys; chage -d 0 root`],
  ])('%s: a command of the cure', (ids, fault) => {
    lab.sh(1, fault);
    expect(curedByTheirCures()).toEqual(ids);
  });

  test('the key opens the login of a password that nobody here knows', () => {
    lab.lab('fault', '1', 'wrong-password');
    lab.sh(1, 'rm -f /root/.ssh/authorized_keys');
    expect(curedByTheirCures()).toEqual(['host.login']);
    lab.lab('fault', '1', 'wrong-password', 'off');
  });

  test('another host key is accepted after it was compared', () => {
    lab.lab('fault', '1', 'changed-host-key');
    expect(curedByTheirCures({ 'host.key': 'quantum-kvm' })).toEqual(['host.key']);
    deployed();
  });

  test('a full home shows what fills it', () => {
    lab.sh(
      1,
      'mount -t tmpfs -o size=256k,mode=700 tmpfs /root; head -c 1M /dev/zero >/root/filled || :',
    );
    const [full] = failures(project.quantumKvm('check', '--json'));
    expect(full?.id).toBe('login.script');
    seen.push(`${full?.id}: ${full?.message} | ${full?.cure}`);
    const [, command = ''] = /"(du [^"]+)"/.exec(full?.cure ?? '') ?? [];
    const paths = lab
      .sh(1, command)
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[1]);
    const largest = paths.filter((path) => path !== '/root').at(-1);
    lab.sh(1, `rm ${largest}`);
    expect(curedByTheirCures()).toEqual([]);
    lab.sh(1, 'umount -l /root');
  });

  test('the name taken by a VM of others, and no room for its disk', () => {
    done(project.destroy());
    lab.lab('fault', '1', 'foreign-vm');
    lab.lab('fault', '1', 'storage-full');
    const ids = curedByTheirCures({ 'machine.name': 'domrename' });
    expect(ids).toEqual(['storage.free', 'machine.name']);
    deployed();
    done(project.destroy());
  });

  test('a login without a shell, without sudo, which wants a terminal, in an open home', () => {
    const password = '$(grep "^root:" /etc/shadow | cut -d : -f 2)';
    lab.sh(
      1,
      `apt-get install -q -y sudo && echo 'Defaults requiretty' >>/etc/sudoers && useradd -m -s /usr/sbin/nologin ops && chmod 755 /home/ops &&
       usermod -p "${password}" ops && chage -M -1 -d "$(date +%F)" ops`,
    );
    configure({ 'login.name': 'ops' });
    expect(curedByTheirCures()).toEqual(['host.script', 'host.sudo', 'login.home']);
    deployed();
    done(project.destroy());
  });
});

test('what is no obstacle: a home without programs, one session at a time, no forwarding', () => {
  configure({ 'login.name': 'root' });
  lab.sh(1, `printf 'MaxSessions 1\\nAllowStreamLocalForwarding no\\n' >>${SSHD}`);
  lab.sh(1, 'mount --bind /root /root && mount -o remount,bind,noexec /root');
  done(project.quantumKvm('check'));
  deployed();
  expect(done(project.quantumKvm('check')).output).not.toMatch(/login\.\w+: /);
  done(project.destroy());
});

test('a login of seconds is told with its seconds', () => {
  // PAM is asked where the key does not open the login.
  lab.sh(1, 'echo "auth optional pam_exec.so /bin/sleep 6" >>/etc/pam.d/sshd; rm -rf /root/.ssh');
  const run = project.quantumKvm('check');
  lab.sh(1, 'sed -i /pam_exec/d /etc/pam.d/sshd');
  expect(done(run).output).toMatch(/login\.time: the login took \d+ s/);
});

test('a host whose package mirror is dead gets what this machine fetches by the command of its cure', () => {
  configure({ 'login.name': 'root', 'kvm.data.disks': 'none', 'kvm.host.range': lab.address(2) });
  lab.lab('fault', '2', 'network-dead');
  done(project.quantumKvm('check'));
  const { cure } = told('packages', project.deploy());
  const [, property = '', folder = ''] = /set (kvm\.[\w.]+) to (\w+)/.exec(cure) ?? [];
  const command = commandsIn(cure).find((one) => one.includes('kit-packages')) ?? '';
  done(project.quantumKvm(...command.split(' ').slice(1)));
  configure({ [property]: folder });
  done(project.deploy());
  expect(lab.sh(2, 'virsh domstate vm182').trim()).toBe('running');
  done(project.destroy());
});
