import { errorSentence } from '../node/file/file-fault';

/**
 * Runs something for every item, so many at a time; results in the order of the items, `undefined` for
 * those that an abort kept from being begun. A rejection is the caller's fault: hosts fail by value.
 *
 * @param signal once it is aborted, nothing further begins
 */
export async function overHosts<T, R>(
  items: readonly T[],
  parallel: number,
  signal: AbortSignal | undefined,
  run: (item: T) => Promise<R>,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = items.map(() => undefined);
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (signal?.aborted) return;
      results[index] = await run(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
  return results;
}

/**
 * The same for hosts, each within its own result: what `run` should have returned as a value and threw instead
 * becomes the failure of that host, and all others go on.
 *
 * @param failed the result of a host with this fault, one sentence
 */
export function eachHost<T, R>(
  hosts: readonly T[],
  parallel: number,
  signal: AbortSignal | undefined,
  run: (host: T) => Promise<R>,
  failed: (host: T, fault: string) => R,
): Promise<(R | undefined)[]> {
  return overHosts(hosts, parallel, signal, async (host) => {
    try {
      return await run(host);
    } catch (error) {
      return failed(host, `it cannot be worked on: ${errorSentence(error)}`);
    }
  });
}
