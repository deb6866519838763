import { factDrift } from '../../lib/check/fact-drift';
import { factChangeText } from '../../lib/facts/fact-changes';
import { ObservedFacts } from '../../lib/host-scripts/check-output';
import { hostSpec } from '../fixtures/host-spec';

const DISK = { path: '/dev/disk/by-id/wwn-1', serial: 'S1', sizeBytes: 1000 };
const known = { ...hostSpec().facts, disks: [{ ...DISK, blank: true }] };
const drift = (changes: Partial<ObservedFacts>) =>
  factDrift(known, { ...known, disks: [{ ...DISK, state: 'vm' }], ...changes }).map(factChangeText);

test('facts that hold are none', () => expect(drift({})).toEqual([]));

test('what a host has beyond its facts makes none untrue', () => {
  const more = { path: '/dev/disk/by-id/wwn-2', sizeBytes: 1, state: 'blank' as const };
  const disks = [{ ...DISK, state: 'used' as const }, more];
  expect(drift({ bridges: [...known.bridges, { name: 'virbr0', mtu: 1500 }], disks })).toEqual([]);
});

test.each<[Partial<ObservedFacts>, string]>([
  [{ memoryGib: 125 }, 'memory 251 → 125 GiB'],
  [
    { cpu: { ...known.cpu, sockets: 1 } },
    'CPU 2 sockets × 16 cores × 2 threads, AMD-V → 1 socket × 16 cores × 2 threads, AMD-V',
  ],
  [{ bridges: known.bridges.slice(0, 1) }, 'bridge br1 gone (MTU 9000)'],
  [{ disks: [] }, 'disk /dev/disk/by-id/wwn-1 gone (serial number S1, 1000 bytes, blank)'],
  [
    { disks: [{ ...DISK, serial: 'S2', wwn: 'naa.2', state: 'vm' }] },
    'disk /dev/disk/by-id/wwn-1 serial number S1, 1000 bytes, blank → serial number S2, 1000 bytes, blank',
  ],
])('%j is told', (changes, expected) => expect(drift(changes)).toEqual([expected]));
