import { firstHost, told, property, parsed } from '../sample';

test('what is optional has its documented default', () => {
  expect(firstHost()).toMatchObject({
    login: { name: 'root', port: 22 },
    installMedia: { kind: 'auto' },
    vncListen: '127.0.0.1',
    vncPortBase: 5900,
    autostart: true,
    virtualizationType: 'kvm',
    dataDisks: { kind: 'none' },
    shutdownTimeoutSeconds: 300,
    providers: 'bundled',
  });
});

test.each(['root', 'kvm-admin', '_svc', 'Ops.1', 'a'.repeat(32)])('the login may be %s', (name) => {
  expect(firstHost({ 'login.name': name }).login.name).toBe(name);
});

test.each(['', '-l', '1root', 'a b', 'a;b', '$USER', 'a@b', 'é', 'a'.repeat(33)])(
  'the login may not be "%s"',
  (name) => {
    expect(told({ 'login.name': name })).toEqual([
      expect.stringContaining('allowed: a user name of 1…32 letters, digits and . _ -'),
    ]);
  },
);

test.each(['127.0.0.1', '0.0.0.0', '192.168.12.34', '::1', '::', 'fd00::12'])(
  'the console may listen on %s',
  (address) => {
    expect(firstHost({ 'kvm.vnc.listen': address }).vncListen).toBe(address);
  },
);

test.each(['', 'localhost', '127.0.0.01', '1.2.3', '256.0.0.1', 'fe80::1%eth0', '[::1]', '::g'])(
  'the console may not listen on "%s"',
  (address) => {
    expect(told({ 'kvm.vnc.listen': address })).toEqual([
      expect.stringContaining('allowed: an IPv4 or IPv6 address of the host'),
    ]);
  },
);

test.each(['127.0.0.1', '127.9.8.7', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])(
  'a console on %s is open to the host alone',
  (address) => expect(told({ 'kvm.vnc.listen': address })).toEqual([]),
);

test.each(['0.0.0.0', '192.168.12.34', '128.0.0.1', '::', 'fd00::12', '::ffff:10.0.0.1'])(
  'a console on %s is a warning that says what it means',
  (address) => {
    expect(told({ 'kvm.vnc.listen': address })).toEqual([
      `f.xml:11:40: warning: kvm.vnc.listen is "${address}": the consoles on 192.168.12.34 and 2 more have no password and no encryption, and whoever reaches that address sees and steers the VM; ` +
        'allowed: a loopback address, reached through SSH; any other only on a network that you trust; set it to 127.0.0.1, and open the console through "ssh -L"',
    ]);
  },
);

test('a console that one host alone opens is told of that host', () => {
  const open = property('kvm.vnc.listen', '0.0.0.0', '192.168.12.35');
  expect(told({}, open)).toEqual([expect.stringContaining('the consoles on 192.168.12.35 have')]);
});

test('each host may listen on its own address', () => {
  const own = property('kvm.vnc.listen', '192.168.12.35', '192.168.12.35');
  expect(parsed({}, own).configuration?.hosts.map((h) => h.vncListen)).toEqual([
    '127.0.0.1',
    '192.168.12.35',
    '127.0.0.1',
  ]);
});

test.each(['5900', '65479'])('the console ports may count from %s', (base) => {
  expect(firstHost({ 'kvm.vnc.port.base': base }).vncPortBase).toBe(Number(base));
});

test('a console port over 65535 names the host', () => {
  expect(told({ 'kvm.vnc.port.base': '65480' })).toEqual([
    'f.xml:11:43: error: kvm.vnc.port.base is "65480": with the VM\'s number added, the port of 192.168.12.36 is over 65535; ' +
      'allowed: 5900…65535 (TCP port of VM number 0); set it to at most 64536',
  ]);
});

test.each(['5899', '65536', 'x', ''])('the console ports may not count from "%s"', (base) => {
  expect(told({ 'kvm.vnc.port.base': base })).toEqual([
    expect.stringContaining('allowed: 5900…65535'),
  ]);
});

test.each([
  ['true', true],
  ['false', false],
])('autostart may be %s', (value, expected) => {
  expect(firstHost({ 'kvm.autostart': value }).autostart).toBe(expected);
});

test.each(['', 'True', 'yes', '1', 'on'])('autostart may not be "%s"', (value) => {
  expect(told({ 'kvm.autostart': value })).toEqual([
    expect.stringContaining('allowed: true or false'),
  ]);
});

test.each(['kvm', 'qemu'])('the virtualization type may be %s', (value) => {
  expect(firstHost({ 'kvm.virtualization.type': value }).virtualizationType).toBe(value);
});

test.each(['', 'KVM', 'xen', 'test'])('the virtualization type may not be "%s"', (value) => {
  expect(told({ 'kvm.virtualization.type': value })).toEqual([
    expect.stringContaining('allowed: kvm, or qemu (software emulation, for labs)'),
  ]);
});

test.each(['bundled', 'registry'])('the providers may be %s', (value) => {
  expect(firstHost({ 'kvm.providers': value }).providers).toBe(value);
});

test.each(['', 'Registry', 'dmacvicar/libvirt'])('the providers may not be "%s"', (value) => {
  expect(told({ 'kvm.providers': value })).toEqual([
    expect.stringContaining('allowed: bundled, or registry (dmacvicar/libvirt and hashicorp/null)'),
  ]);
});

const disk = (name: string) => `/dev/disk/by-id/${name}`;

test.each([
  ['none', { kind: 'none' }],
  ['blank', { kind: 'blank' }],
  [disk('wwn-0x5000c500a1b2c3d4'), { kind: 'paths', paths: [disk('wwn-0x5000c500a1b2c3d4')] }],
  [
    ` ${disk('nvme-b')} ,\n ${disk('usb-X:0:0')} `,
    { kind: 'paths', paths: [disk('nvme-b'), disk('usb-X:0:0')] },
  ],
])('the data disks may be %s', (value, disks) => {
  expect(firstHost({ 'kvm.data.disks': value }).dataDisks).toEqual(disks);
});

test.each([
  ['', '"" is no /dev/disk/by-id/ path'],
  ['/dev/sdb', '"/dev/sdb" is no /dev/disk/by-id/ path'],
  [disk('../../sda'), 'is no /dev/disk/by-id/ path'],
  [disk('a b'), 'is no /dev/disk/by-id/ path'],
  [disk('a;reboot'), 'is no /dev/disk/by-id/ path'],
  [disk('wwn-0x1-part1'), `${disk('wwn-0x1-part1')} is a partition`],
  [`${disk('a')},${disk('a')}`, `${disk('a')} is named twice`],
  [`blank,${disk('a')}`, '"blank" is no /dev/disk/by-id/ path'],
  [`${disk('a')},`, '"" is no /dev/disk/by-id/ path'],
])('the data disks may not be "%s"', (value, reason) => {
  expect(told({ 'kvm.data.disks': value })).toEqual([expect.stringContaining(reason)]);
});
