import { escaped, printableLines } from '../../lib/config/printable';
import { errorAt } from '../../lib/node/file-fault';
import { ExitCode } from './exit-code';
import { ascii } from './layout/wrapped';
import { isColoured } from './palette';

const ESCAPE = '\u001b';

/** The colours of {@link palette}, the ends of them in a broken line, and no other terminal sequence. */
const OWN_COLOURS = new RegExp(`(${ESCAPE}\\[(?:0|1|22|31|32|33|39)m)`);

/** From the top left corner, with nothing below. */
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';

/** Streams that take nothing more. */
const closed = new WeakSet<NodeJS.WriteStream>();

/** Whether whoever read the stream has gone, or what it is written to is full. */
export function isClosed(stream: NodeJS.WriteStream): boolean {
  return closed.has(stream);
}

/**
 * From now on a standard stream that cannot be written ends no command in its midst: a reader that has gone is
 * nobody's fault; a full disk is said once, and the exit code says it too.
 */
export function guardOutput(): void {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const isFirst = !closed.has(stream);
      closed.add(stream);
      if (!isFirst || stream !== stdout || error.code === 'EPIPE') return;
      print(stderr, `quantum-kvm: ${errorAt('standard output', error)}`);
      process.once('exit', () => (process.exitCode = ExitCode.failed));
    });
  }
}

/**
 * Prints lines, the last one ended or not. This module is the one place that writes to a terminal or a pipe: whatever a report repeats of
 * hosts, Terraform or files, no character of it steers what shows it. ESLint refuses writing elsewhere.
 */
export function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${shown(stream, text.replace(/\n$/, ''))}\n`);
}

/** Prints a document for programs on one line. */
export function printJson(stream: NodeJS.WriteStream, document: unknown): void {
  stream.write(jsonText(document));
}

/** JSON without any character that a terminal takes for more than itself. */
export function jsonText(document: unknown, indent?: number): string {
  return `${escaped(JSON.stringify(document, null, indent))}\n`;
}

/** Prints on a terminal in place of all that it shows. */
export function printAlone(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${CLEAR}${shown(stream, text)}\n`);
}

/** Lines at the end of a terminal that replace each other. */
export class LiveLines {
  private drawn = 0;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  draw(lines: readonly string[]): void {
    this.clear();
    this.stream.write(lines.map((line) => `${shown(this.stream, line)}\n`).join(''));
    this.drawn = lines.length;
  }

  clear(): void {
    if (this.drawn > 0) this.stream.write(`\u001b[${this.drawn}A\u001b[J`);
    this.drawn = 0;
  }
}

function shown(stream: NodeJS.WriteStream, text: string): string {
  const safe = isColoured(stream) ? withOwnColours(text) : printableLines(text);
  return stream.isTTY ? ascii(safe) : safe;
}

/** Without any terminal sequence but our own colours. */
export function withOwnColours(text: string): string {
  return text
    .split(OWN_COLOURS)
    .map((part, i) => (i % 2 === 0 ? printableLines(part) : part))
    .join('');
}
