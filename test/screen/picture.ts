import { ScreenCell } from './screen';

/** Of one cell, in the units of the picture. */
const CELL = { width: 8.4, height: 18, baseline: 13 };
const MARGIN = 14;
const FONT =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
/** On a ground of its own, so that the page around it may be light or dark. */
const GROUND = '#1c2128';
const TEXT = '#d5dce4';
/** Of the eight colours of a terminal, as SGR 30 to 37 have them. */
const COLOURS = ['#768390', '#f47067', '#6bc46d', '#daaa3f', '#6cb6ff', '#dcbdfb', '#56d4dd', TEXT];

/** Of one colour, without a blank in it. */
interface Word {
  readonly column: number;
  readonly columns: number;
  readonly text: string;
  readonly style: string;
}

/** What a terminal shows, as SVG: each word takes the columns that it has there, whatever font is at hand. */
export function picture(rows: readonly ScreenCell[][], columns: number, title: string): string {
  const width = round(columns * CELL.width + 2 * MARGIN);
  const height = rows.length * CELL.height + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})" font-family="${FONT}" font-size="14" fill="${TEXT}">`,
    ...rows.flatMap((row, y) => wordsOf(row).map((word) => drawn(word, y))),
    '</g>',
    '</svg>\n',
  ].join('\n');
}

function drawn({ column, columns, text, style }: Word, y: number): string {
  const [left, length] = [round(column * CELL.width), round(columns * CELL.width)];
  const top = y * CELL.height + CELL.baseline;
  return `<text x="${left}" y="${top}" textLength="${length}"${style}>${escaped(text)}</text>`;
}

function wordsOf(row: readonly ScreenCell[]): Word[] {
  const words: Word[] = [];
  let column = 0;
  for (const cell of row) {
    const [last, style] = [words.at(-1), styleOf(cell)];
    if (cell.text !== ' ') {
      const goesOn = last && last.column + last.columns === column && last.style === style;
      const before = goesOn ? words.pop() : undefined;
      words.push({
        column: before?.column ?? column,
        columns: (before?.columns ?? 0) + cell.width,
        text: (before?.text ?? '') + cell.text,
        style,
      });
    }
    column += cell.width;
  }
  return words;
}

function styleOf({ colour, bold }: ScreenCell): string {
  const fill = colour === undefined ? '' : ` fill="${COLOURS[colour % COLOURS.length]}"`;
  return `${fill}${bold ? ' font-weight="bold"' : ''}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
