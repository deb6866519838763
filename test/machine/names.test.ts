import fc from 'fast-check';
import { vmName, vmNumber } from '../../lib/config/addressing/vm-name';
import { stackId } from '../../lib/machine/stack-id';

test.each([
  ['vm', '192.168.12.34', 20, 'vm054'],
  ['vm', '192.168.12.1', 0, 'vm001'],
  ['vm', '192.168.12.1', -1, 'vm000'],
  ['dbs-', '10.0.0.254', 745, 'dbs-999'],
])('prefix %s, host %s and interval %d make %s', (prefix, address, interval, name) => {
  expect(vmName(prefix, vmNumber(address, interval))).toBe(name);
});

test('names of one prefix differ when their numbers do, and have three digits', () => {
  const number = fc.integer({ min: 0, max: 999 });
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(vmName('vm', a)).toMatch(/^vm\d{3}$/);
      expect(vmName('vm', a) === vmName('vm', b)).toBe(a === b);
    }),
  );
});

test('the stack of a host is named with dashes', () => {
  expect(stackId('192.168.12.34')).toBe('host-192-168-12-34');
});

test('two hosts never share a stack', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), (a, b) => {
      expect(stackId(a) === stackId(b)).toBe(a === b);
    }),
  );
  expect(stackId('192.168.1.11')).not.toBe(stackId('192.168.11.1'));
});
