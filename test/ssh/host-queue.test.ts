import { setTimeout as sleep } from 'node:timers/promises';
import { overHosts } from '../../lib/ssh/host-queue';

test('no more than so many run at a time, and results keep the order', async () => {
  let running = 0;
  let most = 0;
  const results = await overHosts([30, 1, 20, 1, 5], 2, undefined, async (delay) => {
    most = Math.max(most, (running += 1));
    await sleep(delay);
    running -= 1;
    return delay;
  });
  expect(results).toEqual([30, 1, 20, 1, 5]);
  expect(most).toBe(2);
});

test('after an abort what runs ends, and nothing further begins', async () => {
  const abort = new AbortController();
  const results = await overHosts([1, 2, 3, 4], 2, abort.signal, async (item) => {
    await sleep(5);
    abort.abort();
    return item;
  });
  expect(results).toEqual([1, 2, undefined, undefined]);
});
