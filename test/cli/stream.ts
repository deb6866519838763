import { EventEmitter } from 'node:events';
import { Palette, palette } from '../../cli/report/palette';

/** A stream that keeps what is written to it. */
export interface KeptStream extends NodeJS.WriteStream {
  readonly text: string;
}

/** One that is a terminal, without colours, or one that is a file. */
export function keptStream({ isTTY = false, columns = 80, rows = 24 } = {}): KeptStream {
  const stream = Object.assign(new EventEmitter(), {
    ...{ isTTY, columns, rows },
    text: '',
    hasColors: () => false,
    write: (text: string) => {
      stream.text += text;
      return true;
    },
  });
  return stream as unknown as KeptStream;
}

export const PLAIN = palette(keptStream());

/** Shows where which colour stands. */
export const MARKED: Palette = {
  width: Infinity,
  good: (text) => `<good ${text}>`,
  bad: (text) => `<bad ${text}>`,
  caution: (text) => `<caution ${text}>`,
  strong: (text) => `<strong ${text}>`,
};
