import { PassThrough } from 'node:stream';

/**
 * Does something with somebody at the terminal, who types this.
 *
 * @param typed as the terminal sends it; undefined: the input ends
 */
export async function withOperator<T>(
  typed: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  const before = [
    Object.getOwnPropertyDescriptor(process, 'stdin')!,
    Object.getOwnPropertyDescriptor(process.stderr, 'isTTY'),
  ] as const;
  Object.defineProperty(process, 'stdin', { value: terminal, configurable: true });
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
  try {
    if (typed === undefined) terminal.end();
    else terminal.write(typed);
    return await run();
  } finally {
    Object.defineProperty(process, 'stdin', before[0]);
    if (before[1]) Object.defineProperty(process.stderr, 'isTTY', before[1]);
    else Reflect.deleteProperty(process.stderr, 'isTTY');
    terminal.destroy();
  }
}
