import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MergedRow } from '../../../fleet/review/merged-plan';
import { planTable } from '../../../cli/report/plan-report';
import { PLAIN } from '../stream';

const picture = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'plan.svg'), 'utf8');

/** The words of the picture, line by line. */
function lines(): string[] {
  const byHeight = new Map<string, string[]>();
  for (const [, y = '', word = ''] of picture.matchAll(/ y="(\d+)"[^>]*>([^<]*)<\/text>/g)) {
    byHeight.set(y, [...(byHeight.get(y) ?? []), word.replaceAll('&gt;', '>')]);
  }
  return [...byHeight.values()].map((words) => words.join(' '));
}

const ONE: MergedRow = { hosts: ['127.0.0.1'], change: 'memory', consequence: 'restart' };
const ALL: MergedRow = { ...ONE, hosts: ['127.0.0.1', '127.0.0.2'], consequence: 'online' };

/** The lines of a table with such rows, its blanks as one. */
const table = planTable([ALL, ONE], PLAIN)
  .split('\n')
  .map((line) => line.trim().replace(/ +/g, ' '));

test('the picture of the README has the columns and marks of a plan as it is shown today', () => {
  const shown = lines();
  expect(shown[0]).toBe('$ quantum-kvm plan');
  expect(shown).toContain(table.find((line) => line.startsWith('hosts change')));
  expect(shown).toContainEqual(expect.stringMatching(/^! 127\.\S+ memory .* restart line \d+ kvm/));
  expect(shown).toContainEqual(expect.stringMatching(/^! worst consequence: restart on 127/));
});

test('the picture of the README holds no path of a machine', () => {
  expect(lines().filter((line) => /(?<!\S)\/(?!dev\/disk\/by-id\/)/.test(line))).toEqual([]);
});
