import { createInterface } from 'node:readline';
import { printableLines } from '../../lib/config/printable';
import { wrapped } from '../report/layout/wrapped';
import { print } from '../report/output';

/** What ends a process is no answer. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Asks on the terminal; undefined: Ctrl-C, the end of the input, or a signal. */
export type Ask = (question: string, answerColumns: number) => Promise<string | undefined>;

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Talks with the person at the terminal, apart from what stands above. The terminal is left as it was, at the begin of a line. */
export async function inDialog<T>(talk: (ask: Ask) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const stop = () => terminal.close();
  SIGNALS.forEach((signal) => process.on(signal, stop));
  const lines = terminal[Symbol.asyncIterator]();
  const ask: Ask = async (question, answerColumns) => {
    terminal.setPrompt(promptOf(question, answerColumns));
    terminal.prompt();
    const { done, value } = await lines.next();
    if (!done) return value;
    print(process.stderr, '');
    return undefined;
  };
  try {
    print(process.stderr, '');
    return await talk(ask);
  } finally {
    SIGNALS.forEach((signal) => process.off(signal, stop));
    terminal.close();
  }
}

/** Broken between words, so that the answer fits on its last line. */
function promptOf(question: string, answerColumns: number): string {
  const columns = process.stderr.columns || 80;
  // The cursor stands behind the answer.
  const room = answerColumns + 2;
  return `${wrapped(printableLines(question), columns - room).join('\n')} `;
}
