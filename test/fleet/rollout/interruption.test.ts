import { Interruption } from '../../../fleet/rollout/interruption';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));

/** Something that runs until it is let go, and counts how often it was asked to stop. */
function running(interruption: Interruption) {
  let end: () => void = () => undefined;
  const process = {
    stops: 0,
    stop: () => (process.stops += 1),
    run: () => new Promise<void>((resolve) => (end = resolve)),
  };
  const ended = interruption.watch(process);
  return {
    process,
    end: async () => {
      end();
      await ended;
    },
  };
}

test('a run that is not interrupted begins its hosts', () => {
  const interruption = new Interruption();
  expect([interruption.asked, interruption.signal.aborted]).toEqual([false, false]);
});

test('the first interruption begins no further host, and stops nothing that runs', async () => {
  const interruption = new Interruption();
  const { process, end } = running(interruption);
  interruption.interrupt();
  expect([interruption.asked, interruption.signal.aborted]).toEqual([true, true]);
  expect(process.stops).toBe(0);
  await end();
});

test('the second asks all that runs to stop', async () => {
  const interruption = new Interruption();
  const [first, second] = [running(interruption), running(interruption)];
  interruption.interrupt();
  interruption.interrupt();
  expect([first.process.stops, second.process.stops]).toEqual([1, 1]);
  await Promise.all([first.end(), second.end()]);
});

test('what has ended is not asked any more', async () => {
  const interruption = new Interruption();
  const { process, end } = running(interruption);
  await end();
  interruption.interrupt();
  interruption.interrupt();
  expect(process.stops).toBe(0);
});

test('what fails is not asked any more, and its failure is told', async () => {
  const interruption = new Interruption();
  const stop = jest.fn();
  const run = () => Promise.reject(new Error('no space left'));
  await expect(interruption.watch({ run, stop })).rejects.toThrow('no space left');
  interruption.interrupt();
  interruption.interrupt();
  expect(stop).not.toHaveBeenCalled();
});

test('the operator is told at each interruption', () => {
  const counts: number[] = [];
  const interruption = new Interruption((count) => counts.push(count));
  interruption.interrupt();
  interruption.interrupt();
  expect(counts).toEqual([1, 2]);
});

test.each(SIGNALS)('%s interrupts while the work is done, and not after it', async (signal) => {
  const interruption = new Interruption();
  const before = listeners();
  await interruption.during(async () => process.emit(signal));
  expect(interruption.asked).toBe(true);
  expect(listeners()).toEqual(before);
});

test('after work that failed, signals are as they were', async () => {
  const before = listeners();
  const work = () => Promise.reject(new Error('failed'));
  await expect(new Interruption().during(work)).rejects.toThrow('failed');
  expect(listeners()).toEqual(before);
});
