import { readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const BUFFER_BYTES = 64 * 1024;

/**
 * The lines of an open file, one after the other, in memory for a few of them however long the file is.
 *
 * @param longest characters; of a longer line the rest is left out
 */
export function* fileLines(descriptor: number, longest: number): Generator<string> {
  const buffer = Buffer.alloc(BUFFER_BYTES);
  const decoder = new StringDecoder('utf8');
  let line = '';
  for (;;) {
    const size = readSync(descriptor, buffer, 0, buffer.length, null);
    if (size === 0) break;
    const [first = '', ...others] = decoder.write(buffer.subarray(0, size)).split('\n');
    line += first.slice(0, longest - line.length);
    for (const next of others) {
      yield line;
      line = next.slice(0, longest);
    }
  }
  yield line;
}
