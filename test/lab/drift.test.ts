import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { differenceText } from '../../cli/report/difference-text';
import { Dated, Difference, FactId } from '../../fleet/status/difference';
import { HOSTS, mac, machine } from './support/hosts';
import { ADDRESSES, Project, Run, done, lab, onHost } from './support/project';

jest.setTimeout(600_000);

const DONE = 0;
const FAILED = 1;
const REFUSED = 2;
const DIFFERENCES = 3;
const ROOT = resolve(__dirname, '..', '..');

const SETTINGS = {
  'kvm.install.media': execFileSync(join(ROOT, 'lab', 'guest', 'build'), {
    encoding: 'utf8',
  }).trim(),
  'kvm.shutdown.timeout.seconds': '60',
};

let project: Project;

beforeAll(() => {
  project = new Project(SETTINGS);
  done(project.quantumKvm('check'));
  done(project.quantumKvm('deploy', '--yes'));
});
afterAll(() => {
  // Guests that were just started do not react to the power button yet.
  for (const host of HOSTS) onHost(host, 'virsh', 'destroy', machine(host));
  done(project.quantumKvm('destroy', '--yes'));
  project.remove();
});

/** The last line of a command that prints JSON, without what it tells on standard error. */
function document(run: Run) {
  const lines = run.output.split('\n').filter((line) => line.startsWith('{"type"'));
  return JSON.parse(lines.at(-1)!);
}

interface Seen {
  readonly address: string;
  readonly differences: readonly Dated<Difference>[];
  readonly facts: readonly Dated<Difference<FactId>>[];
  readonly fault?: string;
}

const statusHosts = (): Seen[] => document(project.quantumKvm('status', '--json')).hosts;
const told = (host?: Seen) => host?.differences.map(differenceText);

/** What the plan says of each host: its rows, or why it has none. */
function planned(): string[][] {
  const { rows, hosts } = document(project.quantumKvm('plan', '--json'));
  return ADDRESSES.map((address) => [
    ...rows
      .filter((row: { hosts: string[] }) => row.hosts.includes(address))
      .map((row: { change: string }) => row.change),
    ...hosts
      .filter((host: { address: string }) => host.address === address)
      .flatMap(({ cause }: { cause?: string }) => cause ?? []),
  ]);
}

function isUntouched(): void {
  expect(statusHosts().map(({ differences, facts }) => [...differences, ...facts])).toEqual([
    [],
    [],
    [],
  ]);
  expect(project.quantumKvm('plan').status).toBe(DONE);
}

/** A change by hand, as a shell has it, with what status and plan say of it. */
type Change = readonly [
  command: (vm: string) => string,
  status: string,
  plan: string | readonly string[],
];

/** Each on a host of its own, hosts 1, 2 and 3 at once. */
const ROUNDS: readonly (readonly [Change, Change, Change])[] = [
  [
    [(vm) => `virsh destroy ${vm}`, 'the VM is off: power cut', 'VM is started (off: power cut)'],
    [
      (vm) => `virsh schedinfo ${vm} --live --set vcpu_quota=20000`,
      'CPU quota 20000 instead of 80000 µs per vCPU',
      'CPU quota per vCPU 20 % → 80 %',
    ],
    [
      (vm) => `virsh autostart --disable ${vm}`,
      'autostart false instead of true',
      'autostart false → true',
    ],
  ],
  [
    [
      (vm) => `virsh setmaxmem ${vm} 2G --config; virsh setmem ${vm} 2G --config`,
      'memory 2 instead of 1 GiB at its next start',
      'memory 2 → 1 GiB',
    ],
    [(vm) => `virsh setvcpus ${vm} 2 --live`, 'vCPUs 2 instead of 1', 'vCPUs 2 → 1'],
    [
      (vm) => `virsh detach-interface ${vm} network --mac ${mac(3, 2)} --config`,
      'NICs quantum-br0 quantum-br1 instead of quantum-br0 quantum-br1 quantum-br2 at its next start',
      'NIC on br2 added',
    ],
  ],
  [
    [
      (vm) => `virsh attach-interface ${vm} network quantum-br0 --model virtio --live`,
      'NICs quantum-br0 quantum-br1 quantum-br2 quantum-br0 instead of quantum-br0 quantum-br1 quantum-br2',
      'NIC on br0 removed',
    ],
    [
      (vm) => `virsh change-media ${vm} sda --eject --live`,
      `install medium empty instead of ${machine(2)}-install.iso`,
      'install medium none → its copy on the host',
    ],
    [
      () => 'virsh net-destroy quantum-br1; virsh net-undefine quantum-br1',
      'there is no network quantum-br1',
      'new network quantum-br1',
    ],
  ],
  [
    [
      (vm) => `virsh destroy ${vm}; virsh undefine ${vm}`,
      'there is no VM',
      [
        'new VM: 1 vCPU, 1 GiB memory',
        'the VM is gone from the host: made anew with its system disk, which is there',
      ],
    ],
    [
      (vm) =>
        `virsh dumpxml --inactive ${vm} | sed "s/port='[0-9][0-9][0-9][0-9]'/port='5999'/" >vm.xml; virsh define vm.xml; rm vm.xml`,
      `VNC port 5999 instead of ${5900 + Number(machine(2).slice(2))} at its next start`,
      'another VNC port',
    ],
    [
      (vm) =>
        `qemu-img create -f raw /var/lib/libvirt/images/more.raw 8M; virsh attach-disk ${vm} /var/lib/libvirt/images/more.raw vdz --live`,
      'data disks /var/lib/libvirt/images/more.raw instead of none',
      'disk vdz taken from the VM',
    ],
  ],
];

test('of an untouched fleet nothing is told, and what is there is told', () => {
  isUntouched();
  const [first] = document(project.quantumKvm('status', '--json')).hosts;
  expect(first.machine).toMatchObject({
    state: 'running',
    nics: [{ bridge: 'br0' }, { bridge: 'br1' }, { bridge: 'br2' }],
    media: [`${machine(1)}-install.iso`],
    dataDisks: [],
  });
});

test.each(ROUNDS)('changes by hand are shown by status and plan, and mended: %#', (...changes) => {
  for (const [i, [command]] of changes.entries()) {
    onHost(i + 1, 'sh', '-c', command(machine(i + 1)));
  }
  expect(statusHosts().map(told)).toEqual(changes.map(([, status]) => [status]));
  expect(planned()).toEqual(changes.map(([, , plan]) => [plan].flat()));
  done(project.quantumKvm('deploy', '--yes', '--allow', 'restart,data-loss'));
});

test('after the last deployment nothing is told again', isUntouched);

test('a system disk that was grown by hand is shown, and given up only when that is allowed', () => {
  onHost(2, 'virsh', 'blockresize', machine(2), 'vda', '5G');
  expect(told(statusHosts()[1])).toEqual(['system disk 5 instead of 4 GiB']);
  expect(planned()[1]).toEqual([
    'system disk replaced by a new, empty one: 5 GiB → 4 GiB',
    'everything on the old system disk is lost',
    'VM recreated',
  ]);
  expect(project.quantumKvm('deploy', '--yes').status).toBe(REFUSED);
});

test('rounds follow each other until Ctrl-C, and remember since when a difference is seen', async () => {
  const program = join(ROOT, 'dist', 'cli', 'quantum-kvm.js');
  const run = spawn('node', [program, 'status', '--watch', '1', '--json'], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  run.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (output.split('\n').length > 2) run.kill('SIGINT');
  });
  expect(await once(run, 'close')).toEqual([DIFFERENCES, null]);
  const [first, second] = output.split('\n').map((line) => (line === '' ? {} : JSON.parse(line)));
  expect(first.hosts[1].differences).toMatchObject([
    { id: 'vm.disk.system.size', property: 'kvm.system.size.gb', expected: 4, actual: 5 },
  ]);
  expect(second.hosts[1].differences).toEqual(first.hosts[1].differences);
  expect(second.time).not.toBe(first.time);
});

test('a host that is off and one that hangs are told, and the others answer', async () => {
  lab('stop', '1');
  lab('stop', '3');
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(2222, ADDRESSES[2]);
  await once(silent, 'listening');
  const run = project.quantumKvm('status', '--json');
  sockets.forEach((socket) => socket.destroy());
  silent.close();
  for (const host of HOSTS.filter((host) => host !== 2)) lab('start', String(host), '--libvirt');
  expect(run.status).toBe(FAILED);
  const hosts: Seen[] = document(run).hosts;
  expect(hosts.map(({ fault }) => fault)).toEqual([
    expect.stringContaining('refused'),
    undefined,
    expect.stringContaining('5 s'),
  ]);
  expect(told(hosts[1])).toEqual(['system disk 5 instead of 4 GiB']);
});
