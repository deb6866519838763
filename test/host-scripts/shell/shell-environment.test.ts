import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { exportLines } from '../../../lib/host-scripts/shell-environment';
import { SHELLS } from '../faked-host';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'shell-environment-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const SEPARATOR = '\n--next--\n';

/** What programs that a script starts find in their environment, in a shell that is given the script. */
function received(shell: string, values: readonly string[]): string[] {
  const names = values.map((_, i) => `QK_${'X'.repeat(i + 1)}`);
  const parameters = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  const script = names.map((name) => `printenv ${name}; printf '%s' '${SEPARATOR.trim()}\n'`);
  const input = `${exportLines(parameters)}${script.join('\n')}\n`;
  const [program = '', ...args] = shell.split(' ');
  const options = {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  } as const;
  const { stdout, stderr } = spawnSync(program, [...args, '-s'], options);
  expect(stderr).toBe('');
  return stdout
    .split(`${SEPARATOR.trim()}\n`)
    .slice(0, -1)
    .map((text) => text.slice(0, -1));
}

const HOSTILE = [
  '',
  "'",
  "''",
  "'; touch owned; '",
  "'\\''; touch owned; '\\''",
  '"; touch owned; "',
  '$(touch owned)',
  '`touch owned`',
  '${x:=$(touch owned)}',
  '\\',
  "\\'; touch owned; \\'",
  'a\ntouch owned\n',
  "a'\ntouch owned\n'",
  '\ntouch owned',
  'EOF\ntouch owned\nEOF',
  '-n',
  '!touch',
  '~',
  '* ? [a-z]',
  ' lead and trail ',
  'tab\tcr\rbell\u0007esc\u001b[2J',
  '\u00a0\u2028é\u{1F600}',
  '${"\\u0027; touch owned; \\u0027"}',
];

describe.each(SHELLS)('under %s', (shell) => {
  test('a script gets every value to the letter, and none of them runs', () => {
    expect(received(shell, HOSTILE)).toEqual(HOSTILE);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });

  test('so it is with values of any characters', () => {
    const character = fc.oneof(
      fc.constantFrom("'", '"', '\\', '$', '`', '\n', '(', ')', ';', '&', '|', '{', '}', ' '),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    const value = fc
      .string({ unit: character, maxLength: 40 })
      .map((text) => text.replaceAll('\0', ''))
      .filter((text) => !text.includes(SEPARATOR.trim()));
    fc.assert(
      fc.property(fc.array(value, { minLength: 20, maxLength: 20 }), (values) => {
        expect(received(shell, values)).toEqual(values);
      }),
      { numRuns: 10 },
    );
  });
});

test.each(['x', 'QK_a', 'QK_A;id', 'QK_', 'PATH', "QK_A='", 'QK_A\n'])(
  'a name that is none of a parameter is not made one: %j',
  (name) => expect(() => exportLines({ [name]: 'x' })).toThrow('is no parameter'),
);

test('a value with a NUL is refused: no variable can have it', () => {
  expect(() => exportLines({ QK_A: 'a\0b' })).toThrow('NUL');
});
