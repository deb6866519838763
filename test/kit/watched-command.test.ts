import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchedCommand } from '../../lib/kit/watched-command';

let fills: string;
beforeEach(() => {
  fills = mkdtempSync(join(tmpdir(), 'watched-'));
});
afterEach(() => rmSync(fills, { recursive: true }));

const run = (script: string, stallSeconds?: number, onBytes: (bytes: number) => void = () => {}) =>
  watchedCommand({ program: 'sh', args: ['-c', script], cwd: fills, fills, onBytes, stallSeconds });

test('what it printed is given back', async () => {
  expect(await run('echo one; echo two >&2')).toEqual({ output: 'one\ntwo\n' });
});

test.each([
  [
    'the first line that calls itself an error',
    'echo "   - SHA256:a"; echo "E: no\tnet"; echo "E: b"; exit 100',
    'sh: E: no net',
  ],
  [
    'the first of a list of causes',
    'echo "Error: "; echo " Problem: a"; echo "  - nothing provides b"; echo c; exit 1',
    'sh: nothing provides b',
  ],
  ['else the last line', 'echo a; echo "the end"; echo; exit 1', 'sh: the end'],
  ['else how it ended', 'exit 3', 'sh: it ended with exit code 3'],
  [
    'no more than a sentence',
    `printf 'E: %01000d' 1; exit 1`,
    expect.stringMatching(/^sh: E: 0{300,400}…$/),
  ],
])('a failure is told by %s', async (_, script, fault) => {
  expect(await run(script)).toMatchObject({ fault });
});

test('one that is not there is told', async () => {
  const call = { program: 'no-such-program', args: [], fills, onBytes: () => {} };
  expect((await watchedCommand(call)).fault).toMatch(/no-such-program: it is not there \(ENOENT\)/);
});

test('it may take long while more comes, and is ended when nothing does', async () => {
  const seen: number[] = [];
  const script = 'for i in 1 2 3 4; do echo $i >>file; sleep 0.8; done; exec sleep 60';
  const started = Date.now();
  const { fault } = await run(script, 1.5, (bytes) => seen.push(bytes));
  expect(fault).toBe('sh: it was ended, as nothing more had come for 1.5 s');
  expect(Math.max(...seen)).toBe(8);
  expect(Date.now() - started).toBeGreaterThan(3000);
}, 30_000);

test('one that does not end when it is asked to, nor lets go of its output, is not waited for', async () => {
  const started = Date.now();
  const { fault } = await run("trap '' TERM; sleep 45 & while :; do sleep 1; done", 1);
  expect(fault).toBe('sh: it was ended, as nothing more had come for 1 s');
  expect(Date.now() - started).toBeLessThan(20_000);
}, 60_000);
