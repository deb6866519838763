import fc from 'fast-check';
import { macAddress } from '../../lib/machine/mac-address';
import { machine } from './sample';

const address = fc.ipV4();
const index = fc.integer({ min: 0, max: 255 });

test.each([
  ['192.168.12.34', 0, '02:00:c0:a8:0c:22'],
  ['10.0.0.1', 15, '02:0f:0a:00:00:01'],
  ['255.255.255.255', 255, '02:ff:ff:ff:ff:ff'],
])('NIC of %s with index %d is %s', (host, nic, mac) => {
  expect(macAddress(host, nic)).toBe(mac);
});

test('a bridge named twice gives one NIC, and the indexes stay without a gap', () => {
  expect(machine({ bridges: ['br0', 'br1', 'br0', 'br1'] }).nics).toEqual([
    { bridge: 'br0', mac: '02:00:c0:a8:0c:22' },
    { bridge: 'br1', mac: '02:01:c0:a8:0c:22' },
  ]);
});

test('two NICs of a fleet never share an address', () => {
  fc.assert(
    fc.property(address, index, address, index, (a, i, b, j) => {
      expect(macAddress(a, i) === macAddress(b, j)).toBe(a === b && i === j);
    }),
  );
});

test('every address is a locally administered unicast address', () => {
  fc.assert(
    fc.property(address, index, (a, i) => {
      const mac = macAddress(a, i);
      expect(mac).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
      expect(parseInt(mac.slice(0, 2), 16) & 3).toBe(2);
    }),
  );
});
