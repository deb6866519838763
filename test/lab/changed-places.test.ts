import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ADDRESSES, Project, done, onHost } from './support/project';

jest.setTimeout(600_000);

const HOSTS = [1, 2] as const;
const PORT = 2222;
const KEY = '/etc/ssh/ssh_host_ed25519_key';

/** An address between those of this lab and of the next one, which leads to a host of choice. */
function addressOf(host: number): string {
  const octets = (ADDRESSES[host - 1] ?? '').split('.');
  return [...octets.slice(0, 3), Number(octets[3]) + 40].join('.');
}
const vmOf = (host: number) => `vm${Number(addressOf(host).split('.')[3]) + 20}`;

let wires: ChildProcess[] = [];
let project: Project;
let ownKey: string;

/** Lets the address of each host lead to the host at its place. */
async function lead(...places: readonly number[]): Promise<void> {
  await unplugged();
  wires = places.map((place, i) => {
    const to = `TCP:${ADDRESSES[place - 1]}:${PORT}`;
    const from = `TCP-LISTEN:${PORT},bind=${addressOf(i + 1)},reuseaddr,fork,backlog=128`;
    return spawn('socat', ['-d', '-d', from, to], { stdio: ['ignore', 'ignore', 'pipe'] });
  });
  // "listening on …"
  await Promise.all(wires.map(({ stderr }) => once(stderr!, 'data')));
}

async function unplugged(): Promise<void> {
  const running = wires.filter(({ exitCode }) => exitCode === null);
  const ended = running.map((wire) => once(wire, 'exit'));
  running.forEach((wire) => wire.kill());
  await Promise.all(ended);
  wires = [];
}

beforeAll(async () => {
  // Both are copies of one image, which had a host key already.
  ownKey = onHost(2, 'cat', KEY);
  onHost(2, 'sh', '-ec', `cat >${KEY} <<'E'\n${onHost(1, 'cat', KEY).trim()}\nE`);
  const [type, key] = onHost(1, 'cat', `${KEY}.pub`).split(' ');
  const lines = HOSTS.map((host) => `[${addressOf(host)}]:${PORT} ${type} ${key}`);
  project = new Project(
    { 'kvm.host.range': HOSTS.map(addressOf).join(','), 'kvm.install.media': 'none' },
    () => `${lines.join('\n')}\n`,
  );
  await lead(1, 2);
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(async () => {
  await lead(1, 2);
  project.destroy();
  project.remove();
  await unplugged();
  onHost(2, 'sh', '-ec', `cat >${KEY} <<'E'\n${ownKey.trim()}\nE`);
});

test('hosts with one host key whose addresses have changed places keep their VMs, and are told', async () => {
  const uuids = () => HOSTS.map((host) => onHost(host, 'virsh', 'domuuid', vmOf(host)).trim());
  const records = () => HOSTS.map((host) => onHost(host, 'cat', '/etc/quantum-kvm/given'));
  const before = [uuids(), records()];
  await lead(2, 1);
  for (const command of ['status', 'plan', 'prepare', 'deploy', 'destroy']) {
    const yes = ['status', 'plan'].includes(command) ? [] : ['--yes'];
    const { status, output } = project.quantumKvm(command, ...yes);
    expect(status).toBe(command === 'status' ? 3 : 1);
    const said = output.replace(/\s+/g, ' ');
    for (const host of HOSTS) {
      expect(said).toContain(`the VM ${vmOf(host)} (UUID ${before[0]?.[host - 1]}) of`);
    }
    expect(said).not.toContain('quantum-kvm prepare');
  }
  expect([uuids(), records()]).toEqual(before);
  await lead(1, 2);
  done(project.quantumKvm('status'));
});
