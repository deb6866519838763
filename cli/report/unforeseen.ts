import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '../../lib/config/printable';
import { errorSentence, isFileFault } from '../../lib/node/file/file-fault';
import { ExitCode } from './exit-code';
import { notice } from './notice';

/**
 * Ends a command by what nobody foresaw: one sentence, with where the trace of it is. What the operating
 * system refuses of a file is no fault of the program, and needs none.
 */
export function reportUnforeseen(error: unknown): void {
  process.exitCode = ExitCode.failed;
  const sentence = errorSentence(error);
  notice(`quantum-kvm: ${isFileFault(error) ? sentence : `${sentence} (${traceOf(error)})`}`);
}

function traceOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  try {
    const file = join(mkdtempSync(join(tmpdir(), 'quantum-kvm-trace-')), 'trace.txt');
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
    return `unforeseen; the trace for a report is in ${file}`;
  } catch (writing) {
    return `unforeseen; its trace cannot be kept: ${printable(errorSentence(writing, tmpdir()))}`;
  }
}
