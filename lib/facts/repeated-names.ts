/** A name that one object of a JSON text has twice. */
export interface RepeatedName {
  /** From the outermost object. */
  readonly path: readonly string[];
  /** Lines on which it stands, from 1. */
  readonly lines: readonly [first: number, again: number];
}

interface Frame {
  /** By name, its line; undefined in a list. */
  readonly names?: Map<string, number>;
  /** Name or index of what is being read. */
  at: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],\n]|:/g;

/**
 * The names that a JSON text has more than once in one object, where JSON.parse silently takes the last: what a
 * merge of two files leaves. The text must be JSON.
 */
export function repeatedNames(text: string): RepeatedName[] {
  const repeated: RepeatedName[] = [];
  const frames: Frame[] = [];
  let line = 1;
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const frame = frames.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{') frames.push({ names: new Map(), at: '' });
    else if (token === '[') frames.push({ at: '0' });
    else if (token === '}' || token === ']') frames.pop();
    else if (token === ',' && frame && !frame.names) frame.at = String(Number(frame.at) + 1);
    else if (token === ':' && frame?.names) {
      frame.at = JSON.parse(last) as string;
      const first = frame.names.get(frame.at);
      if (first === undefined) frame.names.set(frame.at, line);
      else repeated.push({ path: frames.map(({ at }) => at), lines: [first, line] });
    }
    if (token !== '\n') last = token;
  }
  return repeated;
}
