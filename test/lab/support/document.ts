import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DOCS = resolve(__dirname, '..', '..', '..', 'docs');

/** A fenced block of a document. */
export interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

/** The blocks of each chapter of a document, by its heading, in order. */
export function chapters(document: string): ReadonlyMap<string, readonly Block[]> {
  const [, ...parts] = readFileSync(join(DOCS, document), 'utf8').split(/^## /m);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), blocksIn(part)]));
}

function blocksIn(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', lines = '']) => ({
    language,
    lines: lines.trimEnd().split('\n'),
  }));
}

/** An XML with a line in the place of that of the same name and hosts, or with it added. */
export function withLine(xml: string, line: string): string {
  const [, name = ''] = /name="([^"]*)"/.exec(line) ?? [];
  const host = / host="[^"]*"/.exec(line)?.[0] ?? '';
  const element = new RegExp(
    `<property name="${name.replaceAll('.', '\\.')}" value="[^"]*"${host}/>`,
  );
  const text = line.trim();
  return element.test(xml)
    ? xml.replace(element, () => text)
    : xml.replace('</configurations>', () => `  ${text}\n</configurations>`);
}

/** Without the frames of tables, words apart by one blank. */
export function wordsOf(output: string): string {
  return output.replaceAll(/[│┌┬┐├┼┤└┴┘─\s]+/g, ' ');
}

/** Whether the parts of a line, between "…", stand in an output in this order. */
export function isSeen(line: string, output: string): boolean {
  const words = wordsOf(output);
  let at = 0;
  for (const part of line.split('…').map((one) => wordsOf(one).trim())) {
    const found = words.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
