import { mergedRows } from '../../../fleet/review/merged-plan';
import { parsed } from '../../config/sample';

const memory = {
  text: 'memory 128 → 192 GiB',
  consequence: 'restart',
  property: 'kvm.memory.size.gb',
} as const;
const quota = { text: 'CPU quota', consequence: 'online', property: 'kvm.cpu.percentage' } as const;

test('equal changes are one row, the worst consequence first', () => {
  const rows = mergedRows([
    { address: '192.168.12.34', changes: [quota, memory] },
    { address: '192.168.12.35', changes: [memory] },
  ]);
  expect(rows.map(({ hosts, change }) => [change, ...hosts])).toEqual([
    ['memory 128 → 192 GiB', '192.168.12.34', '192.168.12.35'],
    ['CPU quota', '192.168.12.34'],
  ]);
});

test('a row names the line that holds for its hosts, an override apart from the rest', () => {
  const { placeOf } = parsed(
    {},
    '<property name="kvm.memory.size.gb" value="64" host="192.168.12.35"/>',
  );
  const rows = mergedRows(
    ['192.168.12.34', '192.168.12.35', '192.168.12.36'].map((address) => ({
      address,
      changes: [memory],
    })),
    placeOf,
  );
  expect(rows.map(({ hosts, place }) => [place, hosts.length])).toEqual([
    ['f.xml:7', 2],
    ['f.xml:11', 1],
  ]);
});

test('a default has no line', () => {
  const change = { text: 'autostart', consequence: 'online', property: 'kvm.autostart' } as const;
  const [row] = mergedRows([{ address: '192.168.12.34', changes: [change] }], parsed().placeOf);
  expect(row).toMatchObject({ property: 'kvm.autostart', place: undefined });
});
