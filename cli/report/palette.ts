import { WriteStream } from 'node:tty';

/** Colours for one stream. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly caution: (text: string) => string;
  readonly strong: (text: string) => string;
}

export function isColoured(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env.NO_COLOR && (stream as WriteStream).hasColors();
}

/** Colours on a terminal; plain text elsewhere and where NO_COLOR is set. */
export function palette(stream: NodeJS.WriteStream): Palette {
  const coloured = isColoured(stream);
  const paint = (code: number) => (text: string) =>
    coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { good: paint(32), bad: paint(31), caution: paint(33), strong: paint(1) };
}
