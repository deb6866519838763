import { firstHost, parsed, property, told } from '../sample';

const index = (k: number, name: string, host?: string) =>
  property(`kvm.bridge.index${k}.name`, name, host);

test('without further networks there is the base bridge alone', () => {
  expect(firstHost().bridges).toEqual(['br0']);
});

test('further bridges follow in the order of their index, wherever they stand', () => {
  expect(
    firstHost({ 'kvm.network.number': '3' }, index(3, 'c'), index(1, 'a'), index(2, 'b')).bridges,
  ).toEqual(['br0', 'a', 'b', 'c']);
});

test('the largest number of further networks is fifteen', () => {
  const names = Array.from({ length: 15 }, (_, i) => index(i + 1, `br${i + 1}`));
  expect(firstHost({ 'kvm.network.number': '15' }, ...names).bridges).toHaveLength(16);
  expect(told({ 'kvm.network.number': '16' })).toEqual([
    expect.stringContaining('kvm.network.number is "16"; allowed: 0…15 (further NICs)'),
  ]);
});

test('a bridge named twice is kept as configured', () => {
  expect(firstHost({ 'kvm.network.number': '1' }, index(1, 'br0')).bridges).toEqual(['br0', 'br0']);
});

test('a name that is missing is told', () => {
  expect(told({ 'kvm.network.number': '3' }, index(1, 'a'), index(2, 'b'))).toEqual([
    'f.xml:10:44: error: kvm.network.number is "3", but kvm.bridge.index3.name is missing for 192.168.12.34 and 2 more; ' +
      'allowed: exactly the names kvm.bridge.index1.name … kvm.bridge.index3.name; ' +
      'add <property name="kvm.bridge.index3.name" value="br3"/>, or lower kvm.network.number',
  ]);
});

test('a gap between the names is told, as is the name beyond the number', () => {
  expect(told({ 'kvm.network.number': '2' }, index(1, 'a'), index(3, 'c'))).toEqual([
    expect.stringContaining('but kvm.bridge.index2.name is missing'),
    'f.xml:12:48: error: kvm.bridge.index3.name is given, but kvm.network.number is 2; ' +
      'allowed: exactly as many names as kvm.network.number says; remove it, or raise kvm.network.number to 3',
  ]);
});

test('a name too many is told', () => {
  expect(told({}, index(1, 'a'))).toEqual([
    expect.stringContaining('kvm.bridge.index1.name is given, but kvm.network.number is 0'),
  ]);
});

test('hosts may have fewer further networks than the others', () => {
  const few = property('kvm.network.number', '1', '192.168.12.35');
  const { configuration } = parsed(
    { 'kvm.network.number': '2' },
    few,
    index(1, 'a'),
    index(2, 'b'),
  );
  expect(configuration?.hosts.map(({ bridges }) => bridges.length)).toEqual([3, 2, 3]);
});

test('hosts with more further networks than the others need the names', () => {
  const more = property('kvm.network.number', '1', '192.168.12.35');
  expect(told({}, more)).toEqual([
    expect.stringContaining(
      'f.xml:11:44: error: kvm.network.number is "1", but kvm.bridge.index1.name is missing for 192.168.12.35;',
    ),
  ]);
  expect(firstHost({}, more, index(1, 'a', '192.168.12.35')).bridges).toEqual(['br0']);
});

test.each(['br0', 'br0.100', 'br-storage', 'virbr_1', '0br', 'a'.repeat(15)])(
  'a bridge may be named %s',
  (name) => {
    expect(firstHost({ 'kvm.bridge.base.name': name }).bridges).toEqual([name]);
  },
);

test.each([
  '',
  'a'.repeat(16),
  '.',
  '..',
  'br/0',
  'br 0',
  'br:0',
  '-br',
  'br;reboot',
  'br$x',
  'br&amp;',
  'bré',
  '.br',
])('a bridge may not be named "%s"', (name) => {
  const allowed = 'allowed: a Linux bridge of 1…15 letters, digits and . _ -';
  expect(told({ 'kvm.bridge.base.name': name })).toEqual([expect.stringContaining(allowed)]);
  expect(told({ 'kvm.network.number': '1' }, index(1, name))).toEqual([
    expect.stringContaining(allowed),
  ]);
});
