import { WriteStream } from 'node:tty';

/** Colours and columns of one stream. */
export interface Palette {
  /** A file or a pipe takes lines of any length. */
  readonly width: number;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly caution: (text: string) => string;
  readonly strong: (text: string) => string;
}

export function isColoured(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env.NO_COLOR && (stream as WriteStream).hasColors();
}

/** Where a terminal does not say how wide it is. */
const USUAL_WIDTH = 80;

/** Colours on a terminal; plain text elsewhere and where NO_COLOR is set. */
export function palette(stream: NodeJS.WriteStream): Palette {
  const coloured = isColoured(stream);
  const paint = (code: number) => (text: string) =>
    coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
  const width = stream.isTTY ? stream.columns || USUAL_WIDTH : Infinity;
  return { width, good: paint(32), bad: paint(31), caution: paint(33), strong: paint(1) };
}
