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

/** The lines of a text, broken at blanks where it is wider than so many columns. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
