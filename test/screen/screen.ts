import { IBufferCell, Terminal } from '@xterm/headless';

/** One character of a screen. */
export interface ScreenCell {
  readonly text: string;
  /** Columns that it takes. */
  readonly width: 1 | 2;
  /** Of the eight of the palette, as in SGR 30 to 37. @default - that of the terminal */
  readonly colour?: number;
  readonly bold: boolean;
}

const MEMORY_LINES = 10_000;

/** What a terminal makes of the bytes that it is sent. */
export class Screen {
  private readonly terminal: Terminal;

  constructor({ columns = 80, rows = 24 } = {}) {
    this.terminal = new Terminal({
      ...{ cols: columns, rows, scrollback: MEMORY_LINES },
      ...{ convertEol: true, allowProposedApi: true },
    });
  }

  /** Takes bytes; what they show can be read when this has resolved. */
  take(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.terminal.write(bytes, resolve));
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
  }

  /** All lines, those that have left the screen first, without blanks at their ends. */
  get text(): string {
    return this.lines(0);
  }

  /** What is in sight. */
  get visible(): string {
    return this.lines(this.terminal.buffer.active.baseY);
  }

  /** From 0: the line of {@link text} and the column that the cursor stands in. */
  get cursor(): { readonly line: number; readonly column: number } {
    const { baseY, cursorY, cursorX } = this.terminal.buffer.active;
    return { line: baseY + cursorY, column: cursorX };
  }

  /** All lines as characters with their colours, without blanks at their ends. */
  get cells(): ScreenCell[][] {
    const rows = Array.from({ length: this.terminal.buffer.active.length }, (_, y) => this.row(y));
    const last = rows.findLastIndex((row) => row.length > 0);
    return rows.slice(0, last + 1);
  }

  private lines(from: number): string {
    const buffer = this.terminal.buffer.active;
    const lines = Array.from({ length: buffer.length - from }, (_, y) =>
      (buffer.getLine(from + y)?.translateToString(true) ?? '').trimEnd(),
    );
    return lines.join('\n').trimEnd();
  }

  private row(y: number): ScreenCell[] {
    const line = this.terminal.buffer.active.getLine(y);
    const cells = Array.from({ length: line?.length ?? 0 }, (_, x) => line?.getCell(x));
    const shown = cells.flatMap((cell) => (cell && cell.getWidth() > 0 ? cellOf(cell) : []));
    return shown.slice(0, shown.findLastIndex(({ text }) => text !== ' ') + 1);
  }
}

function cellOf(cell: IBufferCell): ScreenCell {
  return {
    text: cell.getChars() || ' ',
    width: cell.getWidth() === 2 ? 2 : 1,
    ...(cell.isFgPalette() && { colour: cell.getFgColor() }),
    bold: cell.isBold() !== 0,
  };
}
