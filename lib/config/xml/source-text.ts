const BYTE_ORDER_MARK = '\uFEFF';

/** The text of one file, and where in it something stands. */
export class SourceText {
  readonly text: string;
  private readonly lineStarts: readonly number[];

  /** @param file the file as the operator named it */
  constructor(
    readonly file: string,
    text: string,
  ) {
    this.text = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    this.lineStarts = [
      0,
      ...[...this.text.matchAll(/\r\n?|\n/g)].map((m) => m.index + m[0].length),
    ];
  }

  /** `file:line:column` of a character, both counted from 1. */
  at(index: number): string {
    const line = this.lineOf(index);
    return `${this.file}:${line}:${index - (this.lineStarts[line - 1] ?? 0) + 1}`;
  }

  /** The line of a character, counted from 1. */
  lineOf(index: number): number {
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? Infinity) <= index) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
