import { firstHost, parsed, property, told } from '../sample';

test.each(['vm', 'VM-', '1a', 'x', 'dbs-node', 'a'.repeat(60)])(
  'a name may begin with %s',
  (prefix) => {
    expect(firstHost({ 'kvm.prefix.string': prefix }).vmNamePrefix).toBe(prefix);
  },
);

test.each([
  '',
  '-vm',
  'vm_',
  'vm.',
  'v m',
  '12',
  'vmé',
  'vm/',
  '../vm',
  'vm$(id)',
  "vm'",
  'a'.repeat(61),
])('a name may not begin with "%s", which makes no host name', (prefix) => {
  expect(told({ 'kvm.prefix.string': prefix })).toEqual([
    expect.stringMatching(/kvm\.prefix\.string is ".*"; allowed: 1…60 letters, digits and -, /),
  ]);
});

test.each([
  ['the smallest', '192.168.12.34', '-34'],
  ['the largest', '192.168.12.34', '965'],
])('%s VM number is allowed', (_, range, interval) => {
  const host = firstHost({ 'kvm.host.range': range, 'kvm.host.name.interval': interval });
  expect(host.vmNumberInterval).toBe(Number(interval));
});

test.each([
  ['-35', 'the VM of 192.168.12.34 would get number -1'],
  ['964', 'the VM of 192.168.12.36 would get number 1000'],
  ['970', 'the VM of 192.168.12.34 and 2 more would get number 1004'],
])('interval %s names the host whose VM number has not three digits', (interval, reason) => {
  expect(told({ 'kvm.host.name.interval': interval })).toEqual([
    `f.xml:3:48: error: kvm.host.name.interval is "${interval}": ${reason}; allowed: VM numbers 0…999; set it to -34…963`,
  ]);
});

test.each(['-255', '999', '1.5', 'twenty', ''])('an interval of "%s" is refused', (interval) => {
  expect(told({ 'kvm.host.name.interval': interval })).toEqual([
    expect.stringContaining('allowed: -254…998 (added to the last octet of the host)'),
  ]);
});

const twoNetworks = { 'kvm.host.range': '10.0.0.7, 10.0.1.7' };

test('two VMs of the same name in one fleet are a warning', () => {
  expect(parsed(twoNetworks).configuration?.hosts).toHaveLength(2);
  expect(told(twoNetworks)).toEqual([
    expect.stringContaining(
      'f.xml:3:48: warning: the VMs of 10.0.0.7 and 10.0.1.7 are all named vm027',
    ),
  ]);
});

test('a prefix for some hosts keeps the names apart', () => {
  expect(told(twoNetworks, property('kvm.prefix.string', 'west', '10.0.1.7'))).toEqual([]);
});

test('names that differ only in upper case are the same name', () => {
  expect(told(twoNetworks, property('kvm.prefix.string', 'VM', '10.0.1.7'))).toHaveLength(1);
});

test('many names given twice are one warning', () => {
  const range = '10.0.0.1:10.0.0.254, 10.0.1.1:10.0.1.254';
  expect(told({ 'kvm.host.range': range })).toEqual([
    expect.stringContaining(
      'the VMs of 10.0.0.1 and 10.0.1.1 are all named vm021, and 253 more names are given twice;',
    ),
  ]);
});
