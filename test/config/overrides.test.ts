import { parsed, property, told } from './sample';

const memory = (value: string, host: string) => property('kvm.memory.size.gb', value, host);
const memoryOf = (...extra: string[]) =>
  parsed({}, ...extra).configuration?.hosts.map((h) => h.memorySizeGib);

test('a value with hosts holds for these hosts alone', () => {
  expect(memoryOf(memory('256', '192.168.12.35'))).toEqual([128, 256, 128]);
});

test('a value with hosts may stand before the one for all', () => {
  const early = parsed(
    { 'kvm.memory.size.gb': undefined },
    memory('256', '192.168.12.35'),
    property('kvm.memory.size.gb', '64'),
  );
  expect(early.configuration?.hosts.map((h) => h.memorySizeGib)).toEqual([64, 256, 64]);
});

test('the hosts are written as in kvm.host.range', () => {
  expect(memoryOf(memory('256', ' 192.168.12.36 : 192.168.12.35 ,192.168.12.35'))).toEqual([
    128, 256, 256,
  ]);
});

test('an optional property may be set for some hosts only', () => {
  const { configuration } = parsed({}, property('kvm.data.disks', 'blank', '192.168.12.36'));
  expect(configuration?.hosts.map((h) => h.dataDisks.kind)).toEqual(['none', 'none', 'blank']);
});

test('two values for disjoint hosts stand side by side', () => {
  expect(memoryOf(memory('256', '192.168.12.34'), memory('512', '192.168.12.36'))).toEqual([
    256, 128, 512,
  ]);
});

test('two values for one host are refused with both lines', () => {
  expect(
    told({}, memory('256', '192.168.12.34:192.168.12.35'), memory('512', '192.168.12.35')),
  ).toEqual([
    'f.xml:12:44: error: kvm.memory.size.gb is given twice for 192.168.12.35, on line 11 and line 12; ' +
      'allowed: one value per host; let no two host attributes name the same host',
  ]);
});

test('two values for all hosts are refused with both lines', () => {
  expect(told({}, property('kvm.memory.size.gb', '256'))).toEqual([
    'f.xml:11:44: error: kvm.memory.size.gb is given twice, on line 7 and line 11; ' +
      'allowed: one value per host; remove one of them',
  ]);
});

test('hosts outside kvm.host.range are a warning', () => {
  const outside = memory('256', '192.168.12.36:192.168.12.38');
  expect(memoryOf(outside)).toEqual([128, 128, 256]);
  expect(told({}, outside)).toEqual([
    'f.xml:11:44: warning: kvm.memory.size.gb is set for 192.168.12.37 and 1 more, outside kvm.host.range; ' +
      'correct the host attribute, or add the hosts to kvm.host.range',
  ]);
});

test('a value for hosts is held to the same rule', () => {
  expect(told({}, memory('0', '192.168.12.35'))).toEqual([
    expect.stringContaining('kvm.memory.size.gb is "0"'),
  ]);
});

test.each([
  ['', 'it has an empty entry'],
  ['192.168.12.300', '192.168.12.300 is not an IPv4 address'],
  ['192.168.12.1:192.168.13.1', '192.168.12.1:192.168.13.1 leaves its /24'],
])('host="%s" is refused', (host, reason) => {
  expect(told({}, memory('256', host))).toEqual([
    expect.stringContaining(`f.xml:11:55: error: kvm.memory.size.gb has host="${host}": ${reason}`),
  ]);
});

test('kvm.host.range cannot differ between hosts', () => {
  const range = property('kvm.host.range', '10.0.0.1', '10.0.0.1');
  expect(told({ 'kvm.host.range': undefined }, range)).toEqual([
    'f.xml:10:56: error: kvm.host.range has a host attribute, but it cannot differ between hosts; remove the host attribute',
  ]);
});

test.each(['hosts', 'Host', 'hsot'])(
  'the attribute %s is taken for a misspelt host',
  (attribute) => {
    expect(
      told({}, `<property name="kvm.autostart" value="false" ${attribute}="192.168.12.34"/>`),
    ).toEqual([
      `f.xml:11:${48 + attribute.length}: warning: kvm.autostart has the unknown attribute ${attribute}; allowed: name, value, host; did you mean host?`,
    ]);
  },
);

test('other attributes are left to other tools', () => {
  expect(told({}, '<property name="kvm.autostart" value="false" description="x"/>')).toEqual([]);
});
