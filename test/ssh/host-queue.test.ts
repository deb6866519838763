import { setTimeout as sleep } from 'node:timers/promises';
import { Interruption } from '../../fleet/rollout/interruption';
import { overHosts } from '../../lib/ssh/host-queue';

test('no more than so many run at a time, and results keep the order', async () => {
  let running = 0;
  let most = 0;
  const results = await overHosts([30, 1, 20, 1, 5], 2, new Interruption(), async (delay) => {
    most = Math.max(most, (running += 1));
    await sleep(delay);
    running -= 1;
    return delay;
  });
  expect(results).toEqual([30, 1, 20, 1, 5]);
  expect(most).toBe(2);
});

test('after an interruption what runs ends, and nothing further begins', async () => {
  const interruption = new Interruption();
  const results = await overHosts([1, 2, 3, 4], 2, interruption, async (item) => {
    await sleep(5);
    interruption.interrupt();
    return item;
  });
  expect(results).toEqual([1, 2, undefined, undefined]);
});

test('the first interruption stops nothing that runs, the second asks it to', async () => {
  const interruption = new Interruption();
  let stops = 0;
  await interruption.watch({
    stop: () => (stops += 1),
    run: async () => {
      interruption.interrupt();
      expect(stops).toBe(0);
      interruption.interrupt();
    },
  });
  expect(stops).toBe(1);
});
