import { mergedRows } from '../../../fleet/review/merged-plan';
import { parsed } from '../../config/sample';

const memory = {
  text: 'memory 128 → 192 GiB',
  consequence: 'restart',
  property: 'kvm.memory.size.gb',
} as const;

test('equal changes are one row, in the order in which a host is worked on', () => {
  const prepared = { text: 'prepare the host again', consequence: 'none', step: 0 } as const;
  const rows = mergedRows([
    { address: '192.168.12.34', changes: [{ ...memory, step: 3 }] },
    { address: '192.168.12.35', changes: [prepared, { ...memory, step: 3 }] },
  ]);
  expect(rows.map(({ hosts, change }) => [change, ...hosts])).toEqual([
    ['prepare the host again', '192.168.12.35'],
    ['memory 128 → 192 GiB', '192.168.12.34', '192.168.12.35'],
  ]);
  expect(rows[0]).not.toHaveProperty('step');
});

test('changes of a hundred hosts that differ in the name of the VM alone are one row, which keeps the names', () => {
  const names = Array.from({ length: 100 }, (_, i) => `vm${100 + i}.qcow2`);
  const rows = mergedRows(
    names.map((object, i) => ({
      address: `192.168.12.${i}`,
      changes: [{ text: 'system disk removed', consequence: 'data loss', object }],
    })),
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.objects).toEqual(names);
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
