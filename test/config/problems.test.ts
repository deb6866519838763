import { Problem, formatProblems } from '../../lib/config/problem';

const problem = (where: string, more: Partial<Problem> = {}): Problem => ({
  severity: 'error',
  where,
  what: 'it is wrong',
  cure: 'correct it',
  ...more,
});

test('no problem is no text', () => {
  expect(formatProblems([])).toBe('');
});

test('a problem is one line: where, how bad, what, what is allowed, what to do', () => {
  expect(formatProblems([problem('f.xml:3:9', { allowed: '5…80 (percent)' })])).toBe(
    'f.xml:3:9: error: it is wrong; allowed: 5…80 (percent); correct it',
  );
});

test('problems stand in the order of the file, and hosts in the order of their numbers', () => {
  const places = [
    'f.xml:10:1',
    'f.xml:9:12',
    'f.xml:9:2',
    'f.xml:1:1',
    '10.0.0.10: memory',
    '10.0.0.9: memory',
  ];
  const shown = formatProblems(places.map((where) => problem(where)));
  expect(shown.split('\n').map((line) => line.split(': error')[0])).toEqual([
    '10.0.0.9: memory',
    '10.0.0.10: memory',
    'f.xml:1:1',
    'f.xml:9:2',
    'f.xml:9:12',
    'f.xml:10:1',
  ]);
});

test('what would steer a terminal is shown escaped', () => {
  expect(formatProblems([problem('f', { what: 'a\u001b[2J\n\u009b\u202e' })])).toBe(
    'f: error: a\\u{1b}[2J\\u{a}\\u{9b}\\u{202e}; correct it',
  );
});
