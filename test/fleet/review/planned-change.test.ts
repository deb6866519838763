import { plannedChanges } from '../../../fleet/review/planned-change';
import { Attributes, ResourceChange } from '../../../fleet/terraform/saved-plan';
import { Diagnostic } from '../../../fleet/terraform/terraform-event';

const disk = { device: 'disk', source: { file: { file: '/pool/vm054.qcow2' } } };
const data = (path: string) => ({ device: 'disk', source: { block: { dev: path } } });
const cdrom = (file: string) => ({ device: 'cdrom', source: { file: { file } } });
const nic = (bridge: string) => ({ source: { network: { network: `quantum-${bridge}` } } });

const devices = {
  disks: [disk, data('/dev/disk/by-id/a'), cdrom('/pool/a.iso')],
  interfaces: [nic('br0')],
  graphics: [{ vnc: { listen: '127.0.0.1', port: 5954 } }],
};
const domain = {
  name: 'vm054',
  running: true,
  autostart: true,
  memory: 128,
  memory_unit: 'GiB',
  vcpu: 4,
  vcpu_current: 2,
  cpu_tune: { period: 100000, quota: 80000 },
  devices,
};
const volume = {
  name: 'vm054.qcow2',
  pool: 'default',
  capacity: 100,
  capacity_unit: 'GiB',
  create: null,
};
const medium = { name: 'vm054-install.iso', capacity: 5, create: { content: { url: 'a.iso' } } };

const resource = (
  type: string,
  actions: ResourceChange['change']['actions'],
  before: Attributes | null,
  after: Attributes | null,
): ResourceChange => ({ address: `${type}.x`, type, change: { actions, before, after } });

const told = (change: ResourceChange, diagnostics: readonly Diagnostic[] = []) =>
  plannedChanges([change], diagnostics).map(
    ({ text, consequence, property }) => `${text} | ${consequence} | ${property ?? ''}`,
  );

/** What the provider says about an update that restarts. */
const announces = (attributes: string): Diagnostic => ({
  severity: 'warning',
  summary: 'Updating the VM vm054 restarts its guest',
  detail: `For ${attributes} the guest is asked to shut down and is started again.`,
});

test.each<[string, Attributes, string | undefined, string]>([
  ['memory', { memory: 192 }, 'memory', 'memory 128 → 192 GiB | restart | kvm.memory.size.gb'],
  [
    'CPU quota',
    { cpu_tune: { period: 100000, quota: 50000 } },
    undefined,
    'CPU quota per vCPU 80 % → 50 % | online | kvm.cpu.percentage',
  ],
  [
    'a vCPU the guest takes',
    { vcpu_current: 3 },
    undefined,
    'vCPUs 2 → 3 | online | kvm.cpu.percentage',
  ],
  [
    'a vCPU it does not take',
    { vcpu_current: 1 },
    'memory, vcpu_current',
    'vCPUs 2 → 1 | restart | kvm.cpu.percentage',
  ],
  ['room for vCPUs', { vcpu: 8 }, undefined, 'room for vCPUs 4 → 8 | none | kvm.cpu.percentage'],
  [
    'the tag',
    { metadata: { xml: '<quantum:machine deployment="3f2a"/>' } },
    undefined,
    "deployment in the VM's tag none → 3f2a | none | ",
  ],
  ['autostart', { autostart: false }, undefined, 'autostart true → false | online | kvm.autostart'],
  [
    'a NIC',
    { devices: { ...devices, interfaces: [nic('br0'), nic('br1')] } },
    'devices.interfaces',
    'NICs br0 → br0 br1 | restart | kvm.network.number',
  ],
  [
    'VNC',
    { devices: { ...devices, graphics: [{ vnc: { listen: '127.0.0.1', port: 6054 } }] } },
    'devices',
    'VNC 127.0.0.1:5954 → 127.0.0.1:6054 | restart | kvm.vnc.port.base',
  ],
  [
    'a data disk given up',
    { devices: { ...devices, disks: [disk, cdrom('/pool/a.iso')] } },
    'devices',
    'data disks 1 → 0 | data loss | kvm.data.disks',
  ],
  [
    'another medium',
    { devices: { ...devices, disks: [disk, data('/dev/disk/by-id/a'), cdrom('/pool/b.iso')] } },
    undefined,
    'install medium | online | kvm.install.media',
  ],
  [
    'an attribute without a rule',
    { clock: { offset: 'localtime' } },
    undefined,
    'clock | restart | ',
  ],
])('an update of %s has its consequence', (_, changed, announced, expected) => {
  const update = resource('libvirt_domain', ['update'], domain, { ...domain, ...changed });
  expect(told(update, announced === undefined ? [] : [announces(announced)])).toEqual([expected]);
});

test('the VNC port restarts also where the provider does not announce it', () => {
  const graphics = [{ vnc: { listen: '127.0.0.1', port: 6054 } }];
  const after = { ...domain, devices: { ...devices, graphics } };
  expect(told(resource('libvirt_domain', ['update'], domain, after))[0]).toContain('| restart |');
});

test('a guest that does not run is not restarted', () => {
  const off = { ...domain, running: false };
  const update = resource('libvirt_domain', ['update'], off, {
    ...off,
    memory: 192,
    running: true,
  });
  expect(told(update)).toEqual([
    'VM is started | online | ',
    'memory 128 → 192 GiB | none | kvm.memory.size.gb',
  ]);
});

test.each<[string, ResourceChange, string[]]>([
  [
    'a grown system disk',
    resource('libvirt_volume', ['update'], volume, { ...volume, capacity: 200 }),
    ['system disk 100 → 200 GiB | online | kvm.system.size.gb'],
  ],
  [
    'a moved system disk',
    resource('libvirt_volume', ['delete', 'create'], volume, { ...volume, pool: 'quantum-x' }),
    [
      'system disk given up: pool default → quantum-x | reinstall | kvm.location.path',
      'what is on the system disk is lost | data loss | ',
    ],
  ],
  [
    'a smaller system disk',
    resource('libvirt_volume', ['delete', 'create'], volume, { ...volume, capacity: 50 }),
    [
      'system disk given up: 100 GiB → 50 GiB | reinstall | kvm.system.size.gb',
      'what is on the system disk is lost | data loss | ',
    ],
  ],
  [
    'a renamed system disk',
    resource('libvirt_volume', ['delete', 'create'], volume, { ...volume, name: 'vm154.qcow2' }),
    [
      'system disk given up: vm054.qcow2 → vm154.qcow2 | reinstall | kvm.prefix.string',
      'what is on the system disk is lost | data loss | ',
    ],
  ],
  [
    'a system disk removed',
    resource('libvirt_volume', ['delete'], volume, null),
    ['volume vm054.qcow2 given up | data loss | '],
  ],
  [
    'a medium copied again',
    resource('libvirt_volume', ['delete', 'create'], medium, { ...medium, capacity: 6 }),
    ['install medium copied again | online | kvm.install.media'],
  ],
  [
    'a new preparation',
    resource('null_resource', ['delete', 'create'], {}, {}),
    ['prepare the host again | none | '],
  ],
  [
    'a resource type nobody knows',
    resource('libvirt_other', ['delete'], {}, null),
    ['delete libvirt_other | data loss | '],
  ],
])('%s has its consequence', (_, change, expected) => {
  expect(told(change)).toEqual(expected);
});

test('what the provider applies to the running guest, and says so, is no restart', () => {
  const after = { ...domain, cpu_tune: { period: 100000, quota: 50000 } };
  const said: Diagnostic = {
    severity: 'warning',
    summary: 'Updating the VM vm054 does not restart its guest',
    detail: 'The change of cpu_tune is applied to the running guest.',
  };
  expect(told(resource('libvirt_domain', ['update'], domain, after), [said])).toEqual([
    'CPU quota per vCPU 80 % → 50 % | online | kvm.cpu.percentage',
  ]);
});

test('a VM that goes with its system disk is lost, and one that goes without it is not', () => {
  const gone = [
    resource('libvirt_domain', ['delete'], domain, null),
    resource('libvirt_volume', ['delete'], medium, null),
  ];
  expect(plannedChanges(gone, [])[0]).toEqual({
    text: 'VM removed, its disks stay',
    consequence: 'restart',
  });
  const disk = resource('libvirt_volume', ['delete'], volume, null);
  expect(plannedChanges([...gone, disk], [])[0]).toEqual({
    text: 'VM removed',
    consequence: 'data loss',
  });
});

test('of a guest that others started, only what the provider announces restarts', () => {
  const after = { ...domain, memory: 192, cpu: { mode: 'maximum' }, os: { type_machine: 'q35' } };
  const update = resource('libvirt_domain', ['update'], domain, after);
  const waits: Diagnostic = {
    severity: 'warning',
    summary: 'The guest of the VM vm054 was started by others',
    detail: 'For cpu the guest keeps what it has until it next starts.',
  };
  expect(told(update, [announces('memory'), waits])).toEqual([
    'memory 128 → 192 GiB | restart | kvm.memory.size.gb',
    "cpu, at the guest's next start | none | kvm.virtualization.type",
    'os, as it is | none | ',
  ]);
});
