import { createInterface } from 'node:readline';
import { printableLines } from '../../../lib/config/printable';
import { print } from '../../report/output';
import { wrapped } from '../../report/layout/wrapped';

/** What ends a process is no answer: nothing is done. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ANSWERS = 'yes/no:';
const ASKED_AGAIN = 'Answer yes or no: ';

/** Columns for the longest answer, and the cursor behind it. */
const ROOM = ' yes '.length;

/**
 * Asks on the terminal, apart from what stands above, until the answer is yes or no. Ctrl-C, the end of the input and
 * a signal are no. The terminal is left as it was, at the begin of a line.
 */
export async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const stop = () => terminal.close();
  SIGNALS.forEach((signal) => process.on(signal, stop));
  const ask = (prompt: string) => {
    terminal.setPrompt(prompt);
    terminal.prompt();
  };
  try {
    print(process.stderr, '');
    ask(promptOf(question));
    for await (const line of terminal) {
      const answer = line.trim();
      if (answer === 'yes' || answer === 'no') return answer === 'yes';
      ask(ASKED_AGAIN);
    }
    print(process.stderr, '');
    return false;
  } finally {
    SIGNALS.forEach((signal) => process.off(signal, stop));
    terminal.close();
  }
}

/** Broken between words, so that the answer fits on its last line. */
function promptOf(question: string): string {
  const columns = process.stderr.columns || 80;
  return `${wrapped(`${printableLines(question)} ${ANSWERS}`, columns - ROOM).join('\n')} `;
}

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}
