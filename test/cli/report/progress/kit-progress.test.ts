import { kitProgress } from '../../../../cli/report/progress/kit-progress';
import { Screen } from '../../../screen/screen';
import { withEnvironment } from '../../environment';
import { keptStream } from '../../stream';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('into a file each step is a line, and what takes long is told once a minute', () => {
  const stream = keptStream();
  const progress = kitProgress('debian 12 x86_64', stream);
  progress.onStep('fetches 3 packages, 80 MB');
  for (let second = 0; second <= 90; second += 1) {
    progress.onBytes(second * 1e6);
    jest.advanceTimersByTime(1000);
  }
  progress.end();
  expect(stream.text.trimEnd().split('\n')).toEqual([
    'debian 12 x86_64: fetches 3 packages, 80 MB',
    'debian 12 x86_64: 60 MB have come, 60 s',
  ]);
});

test('on a terminal one line says how much has come, and goes in the end', async () => {
  const stream = keptStream({ isTTY: true });
  const progress = withEnvironment({}, () => kitProgress('debian 12 x86_64', stream));
  progress.onBytes(1e6);
  progress.onStep('fetches 3 packages, 80 MB');
  jest.advanceTimersByTime(3000);
  progress.onBytes(2e6);
  const drawn = stream.text;
  progress.end();
  jest.useRealTimers();
  const [during, after] = [new Screen(), new Screen()];
  await during.take(drawn);
  await after.take(stream.text);
  const step = 'debian 12 x86_64: fetches 3 packages, 80 MB';
  expect(during.text).toBe(`${step}\n2 MB have come, 3 s`);
  expect(after.text).toBe(step);
});
