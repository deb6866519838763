import stringWidth from 'string-width';

const CHARACTERS = new Intl.Segmenter();

/** As much of a line without colours as fits into so many columns of a terminal; wide characters take two. */
export function fitted(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  let text = '';
  for (const { segment } of CHARACTERS.segment(line)) {
    if (stringWidth(text + segment) > columns) break;
    text += segment;
  }
  return text;
}
