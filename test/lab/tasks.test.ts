import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chapters } from './support/document';
import { machine } from './support/hosts';
import { ADDRESSES, Project, done, lab, onHost } from './support/project';
import { TaskRunner } from './support/task-runner';

jest.setTimeout(300_000);

const ROOT = resolve(__dirname, '..', '..');
const [FIRST, SECOND, THIRD] = ADDRESSES as [string, string, string];
const DISK = 'wwn-0x5000c500a1b2c3d4';

const DOCUMENT = chapters('tasks.md');

let project: Project;
let tasks: TaskRunner;

/** Hosts 1 and 2 have a guest that boots its ISO; that of host 3 has nothing to boot, and ignores its power button. */
beforeAll(() => {
  const guest = execFileSync(join(ROOT, 'lab', 'guest', 'build'), { encoding: 'utf8' }).trim();
  project = new Project({
    'kvm.host.range': `${FIRST}:${SECOND}`,
    'kvm.install.media': guest,
    'kvm.shutdown.timeout.seconds': '60',
    'kvm.network.number': '1',
    'kvm.bridge.index2.name': null,
  });
  tasks = new TaskRunner(project.folder, inLab);
  tasks.edit(`<property name="kvm.install.media" value="none" host="${THIRD}"/>`);
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  lab('fault', '2', 'changed-host-key', 'off');
  lab('disk', '1', 'remove', DISK);
  project.remove();
});

/** What the examples of the document are in the lab: hosts, names and sizes. */
function inLab(text: string): string {
  return [1, 2, 3]
    .reduce(
      (said, host) =>
        said
          .replaceAll(`192.168.12.${33 + host}`, ADDRESSES[host - 1]!)
          .replaceAll(`vm05${3 + host}`, machine(host))
          .replaceAll(`595${3 + host}`, String(5900 + Number(machine(host).slice(2)))),
      text,
    )
    .replaceAll(/\b(256|128|200|100|60)\b/g, (size) => SIZES[size]!)
    .replace(/SHA256:A{43}/, () => fingerprint(2));
}

const SIZES: Record<string, string> = { 256: '2', 128: '1', 200: '5', 100: '4', 60: '3' };

function fingerprint(host: number): string {
  const line = onHost(host, 'ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub');
  return /SHA256:\S+/.exec(line)![0];
}

/** The guest has booted. */
async function answers(host: number): Promise<void> {
  const ping = JSON.stringify({ execute: 'guest-ping' });
  for (let left = 120; ; left -= 1) {
    try {
      onHost(host, 'virsh', 'qemu-agent-command', machine(host), ping);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(500);
    }
  }
}

/** The public key of the deployment; the hosts may have others of earlier tests. */
function deploymentKey(): string {
  const facts = JSON.parse(readFileSync(join(project.folder, 'hosts.lock.json'), 'utf8'));
  return facts.deployment.publicKey;
}

/** What happens to the hosts before a task. */
const EVENTS: Readonly<Record<string, () => void | Promise<void>>> = {
  'Memory of one host': () => answers(1),
  'A data disk': () => void lab('disk', '1', 'add', DISK, '1T'),
  'Mainboard, CPU or memory replaced': () => {
    const file = join(project.folder, 'hosts.lock.json');
    const facts = JSON.parse(readFileSync(file, 'utf8'));
    facts.hosts[SECOND].memoryGib += 8;
    writeFileSync(file, JSON.stringify(facts, null, 2));
  },
  'A host was reinstalled': () => {
    tasks.edit('<property name="login.password" value="Lab &amp; &quot;name space&quot; 1"/>');
    onHost(2, 'sh', '-c', NOTHING_LEFT);
    lab('fault', '2', 'changed-host-key');
  },
};

const NOTHING_LEFT = `
  for vm in $(virsh -q list --all --name); do virsh destroy $vm; virsh undefine $vm; done
  for net in $(virsh -q net-list --all --name | grep quantum); do virsh net-destroy $net; virsh net-undefine $net; done
  virsh pool-destroy default; virsh pool-undefine default
  rm -rf /var/lib/libvirt/images/* /root/.ssh /etc/quantum-kvm`;

/** What is tried of a task beside its blocks. */
const PROOFS: Readonly<Record<string, () => void | Promise<void>>> = {
  'The console': async () => {
    const [serial = '', tunnel = ''] = tasks.output
      .split('\n')
      .filter((line) => line.startsWith('ssh '));
    const leave = `(sleep 2; printf '\\035') | script -qec "${serial}" /dev/null`;
    expect(execFileSync('bash', ['-c', leave], { encoding: 'utf8' })).toContain(
      'Connected to domain',
    );
    await greeted(tunnel);
  },
  'A host leaves': () => {
    expect(onHost(3, 'cat', '/root/.ssh/authorized_keys')).not.toContain(deploymentKey());
    expect(onHost(3, 'virsh', '-q', 'list', '--all').trim()).toBe('');
    expect(tasks.run(`npx quantum-kvm retire ${THIRD} --clean`)).toContain(
      'nothing of this deployment is left',
    );
  },
};

/** Runs the line of a tunnel until a viewer would see the server's greeting. */
async function greeted(tunnel: string): Promise<void> {
  const ssh = spawn('bash', ['-c', `exec ${tunnel}`], { stdio: 'ignore' });
  const port = Number(/-L 127\.0\.0\.1:(\d+):/.exec(tunnel)![1]);
  try {
    for (let left = 40; ; left -= 1) {
      const greeting = await firstWords(port);
      if (greeting.startsWith('RFB ')) return;
      if (left === 0) throw new Error(`at port ${port}: ${greeting}`);
      await sleep(250);
    }
  } finally {
    ssh.kill();
  }
}

function firstWords(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const finish = (text: string) => {
      socket.destroy();
      resolve(text);
    };
    socket.once('data', (data) => finish(data.toString('latin1')));
    socket.once('error', (error) => finish(error.message));
    socket.once('close', () => finish(''));
  });
}

test.each([...DOCUMENT.keys()])('%s', async (task) => {
  await EVENTS[task]?.();
  DOCUMENT.get(task)!.forEach((block) => tasks.follow(block));
  await PROOFS[task]?.();
});

test('what happens and what is tried belongs to a task of the document', () => {
  for (const name of [...Object.keys(EVENTS), ...Object.keys(PROOFS)]) {
    expect([...DOCUMENT.keys()]).toContain(name);
  }
});
