import { createInterface } from 'node:readline/promises';

/** Asks once, on the terminal; only `yes` is yes. */
export async function confirmed(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = terminal.question(`${question} Only "yes" is accepted: `, { signal });
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    return (await Promise.race([answer, closed])).trim() === 'yes';
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}
