import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 15_000;

/** Waits for what another process or a run does. @throws when it is not so in time */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`not so within ${LIMIT_MS} ms: ${isSo.toString()}`);
    await sleep(10);
  }
}
