import fc from 'fast-check';
import { parsed, told, xml } from '../sample';
import { parseHostRange } from '../../../lib/config/addressing/host-range';

const hostsOf = (range: string) =>
  parsed({ 'kvm.host.range': range }).configuration?.hosts.map(({ address }) => address);

test.each([
  ['one address', '10.0.0.7', ['10.0.0.7']],
  ['a range', '10.0.0.7:10.0.0.9', ['10.0.0.7', '10.0.0.8', '10.0.0.9']],
  ['a range of one', '10.0.0.7:10.0.0.7', ['10.0.0.7']],
  ['reversed ends', '10.0.0.9:10.0.0.7', ['10.0.0.7', '10.0.0.8', '10.0.0.9']],
  ['addresses and ranges', '10.0.0.9, 10.0.0.1:10.0.0.2', ['10.0.0.1', '10.0.0.2', '10.0.0.9']],
  ['duplicates', '10.0.0.7,10.0.0.6:10.0.0.7,10.0.0.7', ['10.0.0.6', '10.0.0.7']],
  ['white space', ' 10.0.0.7 : 10.0.0.8 ,\t10.0.0.9\n', ['10.0.0.7', '10.0.0.8', '10.0.0.9']],
  [
    'sorting by number',
    '10.0.1.2,10.0.0.10,10.0.0.9,9.0.0.1',
    ['9.0.0.1', '10.0.0.9', '10.0.0.10', '10.0.1.2'],
  ],
  [
    'the whole of a /24',
    '10.0.0.1:10.0.0.254',
    Array.from({ length: 254 }, (_, i) => `10.0.0.${i + 1}`),
  ],
  ['loopback, where labs are', '127.0.12.31', ['127.0.12.31']],
])('%s names its hosts', (_, range, expected) => {
  expect(hostsOf(range)).toEqual(expected);
});

test.each([
  ['nothing', '', 'it has an empty entry'],
  ['only white space', '  ', 'it has an empty entry'],
  ['a comma too many', '10.0.0.7,', 'it has an empty entry'],
  ['a range over two /24', '10.0.0.250:10.0.1.5', '10.0.0.250:10.0.1.5 leaves its /24'],
  ['an octet of 256', '10.0.0.256', '10.0.0.256 is not an IPv4 address'],
  ['a leading zero', '10.0.0.07', '10.0.0.07 is not an IPv4 address'],
  ['three octets', '10.0.7', '10.0.7 is not an IPv4 address'],
  ['five octets', '10.0.0.0.7', '10.0.0.0.7 is not an IPv4 address'],
  ['a short range', '10.0.0.7:9', '9 is not an IPv4 address'],
  ['a dash range', '10.0.0.7-10.0.0.9', '10.0.0.7-10.0.0.9 is not an IPv4 address'],
  ['a range without an end', '10.0.0.7:', 'an empty end of a range is not an IPv4 address'],
  [
    'two colons',
    '10.0.0.1:10.0.0.2:10.0.0.3',
    '10.0.0.1:10.0.0.2:10.0.0.3 has more than one colon',
  ],
  ['a network address', '10.0.0.0', '10.0.0.0 is the network or broadcast address of its /24'],
  [
    'a broadcast address',
    '10.0.0.1:10.0.0.255',
    '10.0.0.255 is the network or broadcast address of its /24',
  ],
  ['a multicast address', '224.0.0.1', '224.0.0.1 is not the address of a host'],
  ['an address of this network', '0.0.0.1', '0.0.0.1 is not the address of a host'],
  ['a host name', 'kvm1.example', 'kvm1.example is not an IPv4 address'],
  ['other digits', '１0.0.0.7', '１0.0.0.7 is not an IPv4 address'],
])('%s is refused', (_, range, reason) => {
  expect(told({ 'kvm.host.range': range })).toEqual([
    expect.stringContaining(
      `f.xml:2:40: error: kvm.host.range is "${range.trim()}": ${reason}; allowed: IPv4 addresses`,
    ),
  ]);
});

test('every wrong entry is told, not only the first', () => {
  expect(told({ 'kvm.host.range': '10.0.0.300, 10.0.0.1:10.0.9.1' })).toHaveLength(2);
});

test('more hosts than a file may name are refused', () => {
  const networks = (count: number) =>
    Array.from({ length: count }, (_, i) => `10.0.${i}.1:10.0.${i}.254`).join(',');
  expect(hostsOf(networks(16))).toHaveLength(16 * 254);
  expect(told({ 'kvm.host.range': networks(17) })).toEqual([
    expect.stringContaining('it names more than 4096 hosts'),
  ]);
});

test('a host stands in the result once, in order, and inside the ranges that were typed', () => {
  const address = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 254 }));
  const entry = fc.tuple(address, fc.integer({ min: 1, max: 254 }));
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), (entries) => {
      const range = entries.map(([[c, d], e]) => `10.1.${c}.${d} : 10.1.${c}.${e}`).join(' , ');
      const expected = new Set(
        entries.flatMap(([[c, d], e]) => {
          const low = Math.min(d, e);
          return Array.from({ length: Math.abs(d - e) + 1 }, (_, i) => c * 256 + low + i);
        }),
      );
      const numbers = parseHostRange(range).addresses.map((a) => {
        const [, , c = 0, d = 0] = a.split('.').map(Number);
        return c * 256 + d;
      });
      expect(numbers).toEqual([...expected].sort((a, b) => a - b));
    }),
  );
});

test('no text at all makes the range reader fail', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { addresses, faults } = parseHostRange(text);
      expect(addresses.length + faults.length).toBeGreaterThan(0);
    }),
  );
});

test('the file of a sample is complete without changes', () => {
  expect(told()).toEqual([]);
  expect(xml()).toContain('kvm.host.range');
});
