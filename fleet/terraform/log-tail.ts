import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { escaped } from '../../lib/config/printable';

const INTERVAL_MS = 50;

/** A line that is longer is handed on in part, characters. Terraform's own are a hundredth of it. */
const LONGEST_LINE = 256 * 1024;
/** What one process may print, bytes. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** Reads the lines that another process appends to a file. */
export class LogTail {
  private readonly descriptor: number;
  private readonly buffer = Buffer.alloc(64 * 1024);
  private readonly decoder = new StringDecoder('utf8');
  private readonly timer: NodeJS.Timeout;
  private position: number;
  private readonly begin: number;
  private rest = '';
  /** Whether anything was read that is not to be shown as it is. */
  hasUnprintable = false;

  /**
   * Follows the file from its present end.
   *
   * @param onExcess called again and again once more was printed than one process may
   */
  constructor(
    file: string,
    private readonly onLine: (line: string) => void,
    private readonly onExcess: () => void = () => undefined,
  ) {
    this.descriptor = openSync(file, 'r');
    this.begin = this.position = statSync(file).size;
    this.timer = setInterval(() => this.read(), INTERVAL_MS);
  }

  /** Reads what is left. */
  end(): void {
    clearInterval(this.timer);
    this.read();
    if (this.rest !== '') this.onLine(this.rest);
    closeSync(this.descriptor);
  }

  private read(): void {
    for (;;) {
      const size = readSync(this.descriptor, this.buffer, 0, this.buffer.length, this.position);
      if (size === 0) return;
      this.position += size;
      this.take(this.decoder.write(this.buffer.subarray(0, size)));
      if (this.position - this.begin > LARGEST_BYTES) this.onExcess();
    }
  }

  private take(text: string): void {
    this.hasUnprintable ||= escaped(text) !== text;
    const [first = '', ...others] = text.split('\n');
    this.append(first);
    for (const line of others) {
      if (this.rest !== '') this.onLine(this.rest);
      this.rest = '';
      this.append(line);
    }
  }

  private append(piece: string): void {
    const room = LONGEST_LINE - this.rest.length;
    if (room > 0) this.rest += piece.slice(0, room);
  }
}
