import { clockRecord } from '../../lib/check/host-clock';

const ASKED = { begun: 1000.5, ended: 1003.2 };

test.each([
  ['within the question', 1002, 'pass'],
  ['a minute ahead', 1063, 'pass'],
  ['more than a minute ahead', 1065, 'fail'],
  ['a minute behind', 940, 'pass'],
  ['more than a minute behind', 939, 'fail'],
])('a clock %s: %d is %s', (_, seconds, verdict) => {
  expect(clockRecord(seconds, ASKED).verdict).toBe(verdict);
});

test('how far it is off is told, and which way', () => {
  expect(clockRecord(4603, ASKED).message).toContain('3599 s ahead of');
  expect(clockRecord(0, ASKED).message).toContain('1000 s behind');
});
