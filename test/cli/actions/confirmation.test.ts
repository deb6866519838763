import { canAsk, confirmed } from '../../../cli/actions/confirmation';
import { withOperator } from '../operator';

let asked: string;
beforeEach(() => {
  asked = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    asked += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

const ask = (signal = new AbortController().signal) => confirmed('deploy on 3 hosts?', signal);

test('the question says what is accepted', async () => {
  await withOperator('no\n', () => ask());
  expect(asked).toContain('deploy on 3 hosts? Only "yes" is accepted: ');
});

test.each(['yes\n', ' yes \n'])('%j is yes', async (typed) => {
  expect(await withOperator(typed, () => ask())).toBe(true);
});

test.each(['y\n', 'YES\n', '\n', 'no\n', 'yes, please\n'])('%j is no', async (typed) => {
  expect(await withOperator(typed, () => ask())).toBe(false);
});

test.each([
  ['Ctrl-C', 'ye\u0003'],
  ['Ctrl-D', '\u0004'],
  ['the end of the input', undefined],
])('%s is no', async (_, typed) => {
  expect(await withOperator(typed, () => ask())).toBe(false);
});

test('an abort is no', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 10);
  expect(await withOperator('', () => ask(abort.signal))).toBe(false);
});

test('there is somebody to ask only where both ends are a terminal', async () => {
  expect(canAsk()).toBeFalsy();
  expect(await withOperator('', async () => canAsk())).toBe(true);
});
