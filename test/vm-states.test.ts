import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Trial, isRefused } from './guests/support/trial';
import { ROUNDS } from './guests/support/vm-states';

const DOCUMENT = readFileSync(join(__dirname, '..', 'docs', 'states.md'), 'utf8');
const [HEADER = [], , ...ROWS] = cells(DOCUMENT.slice(DOCUMENT.indexOf('| the VM |')));
const TRIALS = ROUNDS.flat();

/** The cells of the first table, by row. */
function cells(text: string): string[][] {
  const [table = ''] = text.split('\n\n');
  return table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What a row says in a column. */
function said({ row }: Trial, column: string): string {
  return ROWS.find(([name]) => name === row)?.[HEADER.indexOf(column)] ?? '';
}

const quoted = (text: string) => `\`${text.replaceAll('$VM', 'vm054')}\``;

test('each row of the states of a VM has its trial, and each trial its row', () =>
  expect(TRIALS.map(({ row }) => row).sort()).toEqual(ROWS.map(([name]) => name).sort()));

test.each(TRIALS)('what is tried stands in the row: $row', (trial) => {
  const { plan, status, deploy, destroy, adopt } = trial;
  for (const each of [status ?? []].flat()) expect(said(trial, 'status')).toContain(quoted(each));
  if (typeof plan === 'string') expect(said(trial, 'plan')).toContain(quoted(plan));
  for (const [column, outcome] of Object.entries({ plan, deploy, destroy, adopt }))
    expect([column, /\brefused\b/.test(said(trial, column))]).toEqual([
      column,
      isRefused(outcome) || (column === 'plan' && trial.restart !== undefined),
    ]);
});
