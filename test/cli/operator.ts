import { PassThrough } from 'node:stream';

/**
 * Does something with somebody at the terminal, who types this. The terminal has no colours.
 *
 * @param typed as the terminal sends it; undefined: the input ends
 */
export async function withOperator<T>(
  typed: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  const restore = [
    replaced(process, 'stdin', terminal),
    replaced(process.stderr, 'isTTY', true),
    replaced(process.stderr, 'hasColors', () => false),
  ];
  try {
    if (typed === undefined) terminal.end();
    else terminal.write(typed);
    return await run();
  } finally {
    restore.forEach((put) => put());
    terminal.destroy();
  }
}

/** Gives an object another property, and says how to put the former back. */
function replaced(object: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true });
  return () => {
    if (before) Object.defineProperty(object, name, before);
    else Reflect.deleteProperty(object, name);
  };
}
