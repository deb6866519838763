import { escaped, printableLines } from '../../lib/config/printable';
import { errorAt } from '../../lib/node/file/file-fault';
import { ExitCode } from './exit-code';
import { ascii, paragraphs } from './layout/wrapped';
import { isColoured, palette } from './palette';

const ESCAPE = '\u001b';

/** The colours of {@link palette}, the ends of them in a broken line, and no other terminal sequence. */
const OWN_COLOURS = new RegExp(`(${ESCAPE}\\[(?:0|1|22|31|32|33|39)m)`);

/** From the top left corner, with nothing below. What has left the screen stays in the terminal's memory. */
const CLEAR = '\u001b[H\u001b[2J';

/** From the line that the cursor stands in, with nothing below. */
const ERASE = '\r\u001b[J';

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
  process.once('exit', () => LiveLines.current?.end());
}

/** Whether lines may replace each other on the stream: it is a terminal that can, and no log is made of it. */
export function redraws(stream: NodeJS.WriteStream): boolean {
  const { TERM, CI, NO_COLOR } = process.env;
  return stream.isTTY && TERM !== 'dumb' && !CI && !NO_COLOR;
}

/**
 * Prints lines, the last one ended or not; on a terminal those that are too wide for it go on in further ones. This
 * module is the one place that writes to a terminal or a pipe: whatever a report repeats of hosts, Terraform or files,
 * no character of it steers what shows it. ESLint refuses writing elsewhere.
 */
export function print(stream: NodeJS.WriteStream, text: string): void {
  const lines = shown(stream, text.replace(/\n$/, ''));
  write(stream, `${paragraphs(lines, palette(stream).width)}\n`);
}

/** Prints what is copied or run as it stands, wherever the terminal breaks its lines. */
export function printAsIs(stream: NodeJS.WriteStream, text: string): void {
  write(stream, `${shown(stream, text.replace(/\n$/, ''))}\n`);
}

/** Prints a document for programs on one line. */
export function printJson(stream: NodeJS.WriteStream, document: unknown): void {
  write(stream, jsonText(document));
}

/** JSON without any character that a terminal takes for more than itself. */
export function jsonText(document: unknown, indent?: number): string {
  return `${escaped(JSON.stringify(document, null, indent))}\n`;
}

/** Prints on a terminal in place of all that it shows. */
export function printAlone(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${CLEAR}${paragraphs(shown(stream, text), palette(stream).width)}\n`);
}

/** A terminal shows what is printed above the lines that are drawn on it, and these again below. */
function write(stream: NodeJS.WriteStream, text: string): void {
  const live = stream.isTTY ? LiveLines.current : undefined;
  live?.erase();
  stream.write(text);
  live?.redraw();
}

/**
 * Lines at the end of a terminal that replace each other. The cursor waits in the first of them, so that they go
 * whatever the terminal has made of the others: wrapped them when it was made narrower, or moved them.
 */
export class LiveLines {
  private static drawn?: LiveLines;
  private lines: readonly string[] = [];

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** What stands at the end of the terminal until it is ended. */
  static get current(): LiveLines | undefined {
    return LiveLines.drawn;
  }

  /** @param lines none wider than the terminal is now, or it wraps and cannot be replaced */
  draw(lines: readonly string[]): void {
    if (LiveLines.drawn && LiveLines.drawn !== this) throw new Error('other lines are live');
    LiveLines.drawn = this;
    this.lines = lines;
    this.redraw();
  }

  redraw(): void {
    const text = this.lines.map((line) => shown(this.stream, line)).join('\n');
    const up = this.lines.length > 1 ? `\r\u001b[${this.lines.length - 1}A` : '\r';
    this.stream.write(`${ERASE}${text}${up}`);
  }

  erase(): void {
    this.stream.write(ERASE);
  }

  /** Leaves the terminal to others. */
  end(): void {
    if (LiveLines.drawn !== this) return;
    LiveLines.drawn = undefined;
    this.erase();
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
