import { confirmed } from '../../../../cli/actions/change/confirmation';
import { canAsk } from '../../../../cli/actions/dialog';
import { withOperator } from '../../operator';

let asked: string;
beforeEach(() => {
  asked = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    asked += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

const QUESTION = 'destroy 1 VM and its disk on 1 host: vm051?';
const ask = (typed: string | undefined, question = QUESTION) =>
  withOperator(typed, () => confirmed(question));

test('the question says what is accepted', async () => {
  await ask('no\n');
  expect(asked).toContain(`${QUESTION} yes/no: `);
});

test.each([
  ['yes\n', true],
  [' yes \n', true],
  ['no\n', false],
  [' no\n', false],
])('%j is an answer', async (typed, expected) => {
  expect(await ask(typed)).toBe(expected);
  expect(asked).not.toContain('Answer yes or no');
});

test.each(['y', 'n', 'YES', 'No', '', 'yes, please', 'ja'])(
  '%j is neither, and is asked again',
  async (typed) => {
    expect(await ask(`${typed}\nno\n`)).toBe(false);
    expect(asked.split('Answer yes or no: ')).toHaveLength(2);
    expect(await ask(`${typed}\n${typed}\nyes\n`)).toBe(true);
  },
);

test.each([
  ['Ctrl-C', 'ye\u0003'],
  ['Ctrl-D', '\u0004'],
  ['the end of the input', undefined],
  ['Ctrl-C at the second time', 'y\nyes\u0003'],
])('%s is no, and what follows begins a line', async (_, typed) => {
  expect(await ask(typed)).toBe(false);
  expect(asked).toMatch(/\n$/);
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s is no, and ends no process', async (signal) => {
  const answered = ask('');
  process.emit(signal);
  expect(await answered).toBe(false);
  expect(process.listenerCount(signal)).toBe(0);
});

test('a question wider than the terminal is broken between words', async () => {
  const question = `destroy 100 VMs and their disks on 100 hosts: ${'vm051, '.repeat(8)}vm052?`;
  await ask('no\n', question);
  const [above, ...lines] = asked.split(/\r?\n/);
  expect(above).toBe('');
  expect(lines[0]).toMatch(/destroy .* vm051,$/);
  expect(lines.every((line) => line.length < 100)).toBe(true);
});

test('nothing in a question steers the terminal', async () => {
  await ask('no\n', 'destroy \u001b[2Jvm?');
  expect(asked).not.toContain('\u001b[2J');
});

test('there is somebody to ask only where both ends are a terminal', async () => {
  expect(canAsk()).toBeFalsy();
  expect(await withOperator('', async () => canAsk())).toBe(true);
});
