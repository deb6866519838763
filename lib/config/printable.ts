import { stripVTControlCharacters } from 'node:util';

/**
 * Whatever has no shape of its own: control, format and unassigned characters, halves of surrogate pairs,
 * separators of lines, and what Unicode calls ignorable (zero-width, variation selectors, fillers).
 */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu;
/** The ASCII line end and tab are taken for a blank where a text is made one line. */
const BLANKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;

/** Nothing of it is taken away: what is simple costs no look into Unicode's tables. */
const PLAIN = /^[\x20-\x7e]*$/;

/** What one sentence holds of others' words, characters. */
export const LONGEST_SENTENCE = 400;

/**
 * The one door for text from outside: hosts, Terraform, libvirt, files. One line without terminal sequences and
 * characters that cannot be seen, of bounded length.
 */
export function printable(text: string, longest = LONGEST_SENTENCE): string {
  // A text of any length costs no more than one of this.
  const head = text.slice(0, 8 * longest);
  const line = stripVTControlCharacters(head).replace(BLANKS, ' ').replace(UNPRINTABLE, '').trim();
  const characters = [...line];
  return characters.length <= longest && head.length === text.length
    ? line
    : `${characters.slice(0, longest).join('')}…`;
}

/**
 * The same for causes of failures: what is too long loses its middle, because the end says why as often as the
 * beginning does (libvirt puts QEMU's own words last).
 */
export function printableEnds(text: string, longest = LONGEST_SENTENCE): string {
  const half = 8 * longest;
  const ends = text.length <= 2 * half ? text : `${text.slice(0, half)} ${text.slice(-half)}`;
  const characters = [...printable(ends, 2 * half + 1)];
  if (characters.length <= longest) return characters.join('');
  const kept = Math.floor((longest - 3) / 2);
  const [head, tail] = [characters.slice(0, kept), characters.slice(-kept)];
  return `${head.join('').trimEnd()} … ${tail.join('').trimStart()}`;
}

/** Several lines, of which each stands for itself. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      PLAIN.test(line)
        ? line
        : stripVTControlCharacters(line).replace(BLANKS, ' ').replace(UNPRINTABLE, ''),
    )
    .join('\n');
}

/** One line with everything unprintable written as `\u{…}`: who wrote it is to see it. */
export function visible(text: string, longest = 4 * LONGEST_SENTENCE): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(UNPRINTABLE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON, or a log of it, with everything unprintable written as `\uXXXX`; line ends and tabs stay. */
export function escaped(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : Array.from({ length: character.length }, (_, i) => unit(character.charCodeAt(i))).join(''),
  );
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The first of many, and how many follow: a sentence names no list of any length. */
export function firstOf(values: readonly string[], most = 5): string {
  const shown = values.slice(0, most).map((value) => printable(value, 120));
  const left = values.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}
