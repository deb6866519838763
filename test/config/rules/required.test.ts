import { parsed, property, told, toldOf } from '../sample';

test.each([
  'kvm.host.range',
  'kvm.host.name.interval',
  'kvm.prefix.string',
  'kvm.location.path',
  'kvm.system.size.gb',
  'kvm.memory.size.gb',
  'kvm.cpu.percentage',
  'kvm.bridge.base.name',
  'kvm.network.number',
])('a file without %s is refused with the line to add', (name) => {
  expect(told({ [name]: undefined })).toEqual([
    expect.stringMatching(
      `^f\\.xml:1:1: error: ${name} is missing; allowed: .+; add <property name="${name}" value=".+"/>$`,
    ),
  ]);
});

test('an empty document tells all that is missing at once', () => {
  expect(toldOf('<configurations/>')).toHaveLength(9);
});

test('a property that only some hosts are given is missing for the others', () => {
  const some = property('kvm.cpu.percentage', '40', '192.168.12.35');
  expect(told({ 'kvm.cpu.percentage': undefined }, some)).toEqual([
    expect.stringContaining('kvm.cpu.percentage is missing for 192.168.12.34 and 1 more'),
  ]);
});

test('a property that every host is given on its own is complete', () => {
  const all = property('kvm.cpu.percentage', '41', '192.168.12.1:192.168.12.100');
  expect(
    parsed({ 'kvm.cpu.percentage': undefined }, all).configuration?.hosts.map(
      (h) => h.cpuPercentage,
    ),
  ).toEqual([41, 41, 41]);
});

test('wrong and missing properties are told together', () => {
  const problems = told({
    'kvm.cpu.percentage': '81',
    'kvm.memory.size.gb': undefined,
    'kvm.prefix.string': '',
  });
  expect(problems).toEqual([
    expect.stringContaining('kvm.memory.size.gb is missing'),
    expect.stringContaining('kvm.prefix.string is ""'),
    expect.stringContaining('kvm.cpu.percentage is "81"'),
  ]);
});
