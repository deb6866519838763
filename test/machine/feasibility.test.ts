import { HostConfiguration } from '../../lib/config/configuration';
import { formatProblems } from '../../lib/config/problem';
import { HostFacts } from '../../lib/facts/host-facts';
import { specifyHosts } from '../../lib/machine/specify-hosts';
import { facts, fleet, planned, wanted } from './sample';

const cpu = (changed: Partial<HostFacts['cpu']>) => ({ cpu: { ...facts.cpu, ...changed } });

const allowed: [string, Partial<HostConfiguration>, Partial<HostFacts>][] = [
  ['one physical CPU', {}, cpu({ sockets: 1 })],
  ['Intel virtualization', {}, cpu({ virtualization: 'vmx' })],
  [
    'no virtualization for emulation',
    { virtualizationType: 'qemu' },
    cpu({ virtualization: 'none' }),
  ],
  ['all memory but 2 GiB', { memorySizeGib: 249 }, {}],
  ['255 vCPUs', { cpuPercentage: 80 }, cpu({ coresPerSocket: 159 })],
  ['a bridge named twice', { bridges: ['br1', 'br1'] }, {}],
  [
    'a disk that is not blank, by name',
    { dataDisks: { kind: 'paths', paths: ['/dev/disk/by-id/nvme-b'] } },
    {},
  ],
];

test.each(allowed)('a host may have %s', (_, want, is) => {
  expect(planned(want, is).problems).toEqual([]);
});

const refused: [string, Partial<HostConfiguration>, Partial<HostFacts>, string][] = [
  [
    'three physical CPUs',
    {},
    cpu({ sockets: 3 }),
    'sockets: error: the host has 3 physical CPUs; allowed: 1 or 2 physical CPUs; take the host out of kvm.host.range',
  ],
  ['no physical CPU', {}, cpu({ sockets: 0 }), 'sockets: error: the host has 0 physical CPUs; '],
  [
    'no virtualization',
    {},
    cpu({ virtualization: 'none' }),
    'virtualization: error: the CPU shows no virtualization extension; allowed: vmx or svm in /proc/cpuinfo; enable VT-x',
  ],
  [
    'another architecture',
    {},
    { architecture: 'aarch64' },
    'architecture: error: the host is aarch64; allowed: x86_64; ',
  ],
  [
    'too little memory',
    { memorySizeGib: 250 },
    {},
    'memory: error: kvm.memory.size.gb is "250", but the host has 251 GiB and keeps 2 for itself; allowed: at most 249 (GiB); set it to at most 249',
  ],
  [
    'hardly any memory',
    { memorySizeGib: 1 },
    { memoryGib: 1 },
    'memory: error: kvm.memory.size.gb is "1", but the host has 1 GiB and keeps 2 for itself; allowed: at most 0 (GiB); take the host out of kvm.host.range',
  ],
  [
    'more vCPUs than q35 addresses',
    { cpuPercentage: 80 },
    cpu({ coresPerSocket: 192 }),
    'vcpus: error: kvm.cpu.percentage is "80", more than 255 of the 384 threads of one physical CPU; allowed: 255 vCPUs; set it to at most 66',
  ],
  [
    'a missing bridge',
    { bridges: ['br0', 'br7'] },
    {},
    'bridges: error: bridge br7 does not exist on the host; allowed: br0, br1; create it on the host',
  ],
  [
    'no bridge at all',
    { bridges: ['br0'] },
    { bridges: [] },
    'allowed: the host has no bridge; create it',
  ],
  [
    'a missing data disk',
    { dataDisks: { kind: 'paths', paths: ['/dev/disk/by-id/nvme-z'] } },
    {},
    'data disks: error: data disk /dev/disk/by-id/nvme-z is not among the disks of the host; allowed: /dev/disk/by-id/nvme-a, ',
  ],
  [
    'no blank disk',
    { dataDisks: { kind: 'blank' } },
    { disks: facts.disks.map((disk) => ({ ...disk, blank: false })) },
    'data disks: error: kvm.data.disks is "blank", but no disk of the host was blank when it was checked; ',
  ],
  [
    'a data disk of which the facts hold the name alone',
    { dataDisks: { kind: 'blank' } },
    { disks: facts.disks.slice(0, 1).map(({ serial: _, ...disk }) => disk) },
    'data disks: error: hosts.lock.json does not record which disk /dev/disk/by-id/nvme-a is; allowed: ',
  ],
  [
    'a named data disk of which the facts hold the name alone',
    { dataDisks: { kind: 'paths', paths: ['/dev/disk/by-id/nvme-a'] } },
    { disks: facts.disks.slice(0, 1).map(({ serial: _, ...disk }) => disk) },
    'data disks: error: hosts.lock.json does not record which disk /dev/disk/by-id/nvme-a is; allowed: ',
  ],
  [
    'one disk under two names',
    { dataDisks: { kind: 'blank' } },
    { disks: facts.disks.map((disk) => ({ ...disk, serial: 'A' })) },
    'data disks: error: the data disks /dev/disk/by-id/nvme-a and /dev/disk/by-id/nvme-c are one disk, as hosts.lock.json records them; allowed: each disk once',
  ],
  [
    'no recorded ISO',
    { installMedia: { kind: 'auto' } },
    {},
    'install media: error: kvm.install.media is "auto", but hosts.lock.json records no ISO; allowed: exactly one ISO in /opt/deploy; ',
  ],
];

test.each(refused)('a host with %s is refused', (_, want, is, expected) => {
  const { specs, problems } = planned(want, is);
  expect(specs).toEqual([]);
  expect(formatProblems(problems)).toContain(expected);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.host).toBe('192.168.12.34');
  expect(formatProblems(problems)).toMatch(/^192\.168\.12\.34: /);
});

test('a host without facts says to check', () => {
  const { specs, problems } = specifyHosts({ file: 'f.xml', hosts: [wanted] }, fleet({}));
  expect(specs).toEqual([]);
  expect(formatProblems(problems)).toBe(
    '192.168.12.34: facts: error: hosts.lock.json has no facts of this host; allowed: facts of every host of kvm.host.range; run quantum-kvm check',
  );
});

test('all problems of all hosts are told at once', () => {
  const hosts = ['10.0.0.1', '10.0.0.2'].map((address) => ({
    ...wanted,
    address,
    memorySizeGib: 512,
    bridges: ['x', 'y'],
  }));
  const broken = { ...facts, ...cpu({ sockets: 4 }), architecture: 'riscv64' };
  const known = fleet({ '10.0.0.1': broken, '10.0.0.2': broken });
  expect(specifyHosts({ file: 'f.xml', hosts }, known).problems).toHaveLength(10);
});

test.each([
  ['the hardware', {}, cpu({ sockets: 3 }), 'host'],
  ['the configuration', { memorySizeGib: 500 }, {}, 'input'],
])('a problem says whether it is cured in %s', (_, want, is, kind) => {
  expect(planned(want, is).problems[0]?.kind).toBe(kind);
});
