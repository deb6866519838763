import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/**
 * Symbols of ours that some terminals show two columns wide and others one (Unicode calls their width ambiguous),
 * and that a terminal without UTF-8 does not show at all.
 */
const ASCII: Readonly<Record<string, string>> = {
  '→': '->',
  '…': '...',
  '×': 'x',
  '–': '-',
  '›': '>',
  µ: 'u',
};
const AMBIGUOUS = new RegExp(`[${Object.keys(ASCII).join('')}]`, 'g');

/** As every terminal shows it alike; files and pipes get the symbols. */
export function ascii(text: string): string {
  return text.replace(AMBIGUOUS, (symbol) => ASCII[symbol] ?? symbol);
}

const PLAIN = /^[\x20-\x7e]*$/;

/** Columns of a terminal: some characters take two, and colours none. */
export function columnsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/**
 * Behind these a word may go on in the next line, and behind any Chinese or Japanese character; not at a dot:
 * addresses and names of properties stay whole.
 */
const BREAK =
  /(?<=[:/,=_-]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef])/u;

/** The parts of a text that need not be broken. */
export function pieces(text: string): string[] {
  return unbroken(text)
    .split(/ +/)
    .flatMap((word) => word.split(BREAK));
}

/** A number stays with its unit. */
const UNIT = /(?<=\d) (?=(?:%|GiB|s)(?:\W|$))/g;
const KEPT_BLANK = '\u00a0';

function unbroken(text: string): string {
  return text.replace(UNIT, KEPT_BLANK);
}

/**
 * Lines of at most `width` columns, broken at blanks, in a word that is too long behind its punctuation, else
 * anywhere. Colours hold in each line and end with it.
 */
export function wrapped(text: string, width: number): string[] {
  if (columnsOf(text) <= width) return [text];
  const breakable = unbroken(text).replace(/[^ ]+/g, (word) => brokenWord(word, width));
  return wrapAnsi(breakable, width, { hard: true }).replaceAll(KEPT_BLANK, ' ').split('\n');
}

function brokenWord(word: string, width: number): string {
  if (columnsOf(word) <= width) return word;
  const lines = [''];
  for (const piece of word.split(BREAK)) {
    const line = `${lines.at(-1)}${piece}`;
    if (columnsOf(line) <= width) lines[lines.length - 1] = line;
    else lines.push(piece);
  }
  return lines.filter(Boolean).join('\n');
}

/** Of the lines that a text goes on in. */
export const INDENT = '  ';

/** The same, all lines but the first set in. */
export function hanging(text: string, width: number): string[] {
  if (columnsOf(text) <= width) return [text];
  const [first = '', ...others] = wrapped(text, Math.max(1, width - INDENT.length));
  return [first, ...others.map((line) => `${INDENT}${line}`)];
}

/** What is shown as a quotation with blanks in it is a command to copy, and not broken. */
const QUOTED = /("[^"\n]{1,1000}")/;

/** A line that is nothing but a command to copy. */
const COMMAND = /^ +quantum-kvm /;

/**
 * Sentences, one a line, of which each goes on further in than it begins. A command in quotation marks stays in one
 * piece; one that is wider than the terminal has a line for itself.
 */
export function paragraphs(text: string, width: number): string {
  if (width === Infinity) return text;
  return ascii(text)
    .split('\n')
    .flatMap((line) => paragraph(line, width))
    .join('\n');
}

function paragraph(line: string, width: number): string[] {
  if (columnsOf(line) <= width || COMMAND.test(line)) return [line];
  const [indent = ''] = /^ */.exec(line) ?? [];
  const left = width - indent.length;
  const lines: string[] = [];
  let text = '';
  const end = () => {
    const [first, ...others] = text.trim() === '' ? [] : hanging(text.trim(), left);
    if (first !== undefined) lines.push(lines.length > 0 ? `${INDENT}${first}` : first, ...others);
    text = '';
  };
  for (const part of line.trimStart().split(QUOTED)) {
    const isCommand = part.startsWith('"') && part.includes(' ');
    if (!isCommand) text += part;
    else if (columnsOf(part) <= left - INDENT.length) text += part.replaceAll(' ', KEPT_BLANK);
    else {
      // The terminal breaks it where it must; it is copied whole.
      end();
      lines.push(`${INDENT}${part.slice(1, -1)}`);
    }
  }
  end();
  return lines.map((part) => `${indent}${part}`);
}
