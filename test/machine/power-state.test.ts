import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POWER_STATES, powerText } from '../../lib/machine/power-state';

const FILE = join(__dirname, '..', 'fixtures', 'power-states.json');

test('the states are those that the provider is held to', () =>
  expect(POWER_STATES).toEqual(JSON.parse(readFileSync(FILE, 'utf8'))));

test.each([
  [1, 5, 'running'],
  [3, 5, 'paused: I/O error'],
  [3, 0, 'paused'],
  [3, 99, 'paused'],
  [5, 2, 'off: power cut'],
  [99, 0, undefined],
])('state %i with reason %i is %j', (state, reason, text) =>
  expect(powerText({ state, reason })).toBe(text),
);

test('docs/states.md names each state as the programs do', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'states.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+) \| (\d*) ?\| (.*) \|$/gm)].map(
    ([, state, reason, name]) => [Number(state), Number(reason), name],
  );
  const expected = Object.entries(POWER_STATES).flatMap(([number, { word, reasons }]) => [
    [Number(number), 0, word],
    ...reasons.flatMap((why, i) => (why ? [[Number(number), i, `${word}: ${why}`]] : [])),
  ]);
  expect(rows).toEqual(expected);
});
