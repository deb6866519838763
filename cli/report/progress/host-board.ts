import { fitted } from '../layout/text-width';
import { LiveLines, redraws } from '../output';

const REDRAW_MS = 200;

/** Of a terminal that does not tell. */
const USUAL = { columns: 80, rows: 24 } as const;

interface RunningHost {
  readonly started: number;
  doing: string;
}

/**
 * The hosts that are at work, a line each, above how many are done; drawn on a terminal until it is closed. It takes
 * no more than half of the terminal: what stands above remains in sight, however many hosts are at work.
 */
export class HostBoard {
  private readonly running = new Map<string, RunningHost>();
  private readonly lines: LiveLines;
  private readonly timer = setInterval(() => this.draw(), REDRAW_MS);
  private readonly redraw = () => this.draw();
  private readonly started = Date.now();
  private done = 0;
  private failed = 0;

  /** @param work `planning` */
  constructor(
    private readonly work: string,
    private readonly hosts: number,
    private readonly stream: NodeJS.WriteStream,
  ) {
    this.lines = new LiveLines(stream);
    stream.on('resize', this.redraw);
  }

  begin(address: string, doing = ''): void {
    const started = this.running.get(address)?.started ?? Date.now();
    this.running.set(address, { started, doing });
  }

  /** No result of the host is to be expected. */
  leave(address: string): void {
    this.running.delete(address);
  }

  finish(address: string, isFailed: boolean): void {
    this.running.delete(address);
    this.done += 1;
    if (isFailed) this.failed += 1;
    if (LiveLines.current === this.lines) this.draw();
  }

  isRunning(address: string): boolean {
    return this.running.has(address);
  }

  /** Nothing of it is drawn any more. */
  close(): void {
    clearInterval(this.timer);
    this.stream.off('resize', this.redraw);
    this.lines.end();
  }

  private draw(): void {
    const { columns, rows } = this.stream;
    const most = Math.max(1, Math.floor((rows || USUAL.rows) / 2));
    const lines = [...this.hostLines(most - 1), this.countLine()];
    // A terminal goes on to its next line when its last column is written.
    this.lines.draw(lines.map((line) => fitted(line, (columns || USUAL.columns) - 1)));
  }

  /** Those that have been at work for the longest time, and how many more there are. */
  private hostLines(most: number): string[] {
    const all = [...this.running];
    const shown = all.length <= most ? all : all.slice(0, Math.max(0, most - 1));
    const times = shown.map(([, { started }]) => secondsSince(started));
    const width = Math.max(...shown.map(([address]) => address.length), 0);
    const timeWidth = Math.max(...times.map(({ length }) => length), 0);
    const lines = shown.map(([address, { doing }], i) =>
      [address.padEnd(width), (times[i] ?? '').padStart(timeWidth), doing].join('  ').trimEnd(),
    );
    const left = all.length - shown.length;
    return left > 0 && most > 0 ? [...lines, `and ${left} more`] : lines;
  }

  private countLine(): string {
    const hosts = this.hosts === 1 ? '1 host' : `${this.hosts} hosts`;
    const failed = this.failed > 0 ? `, ${this.failed} failed` : '';
    return `${this.work}: ${this.done} of ${hosts}${failed}, ${secondsSince(this.started)}`;
  }
}

/** Shows on a terminal how something goes on all hosts, while it lasts; elsewhere nothing. */
export async function onBoard<T>(
  work: string,
  hosts: number,
  stream: NodeJS.WriteStream,
  run: (board?: HostBoard) => Promise<T>,
): Promise<T> {
  const board = redraws(stream) ? new HostBoard(work, hosts, stream) : undefined;
  try {
    return await run(board);
  } finally {
    board?.close();
  }
}

function secondsSince(started: number): string {
  return `${Math.round((Date.now() - started) / 1000)} s`;
}
