import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const INTERVAL_MS = 50;

/** Reads the lines that another process appends to a file. */
export class LogTail {
  private readonly descriptor: number;
  private readonly buffer = Buffer.alloc(64 * 1024);
  private readonly decoder = new StringDecoder('utf8');
  private readonly timer: NodeJS.Timeout;
  private position: number;
  private rest = '';

  /** Follows the file from its present end. */
  constructor(
    file: string,
    private readonly onLine: (line: string) => void,
  ) {
    this.descriptor = openSync(file, 'r');
    this.position = statSync(file).size;
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
      const lines = (this.rest + this.decoder.write(this.buffer.subarray(0, size))).split('\n');
      this.rest = lines.pop() ?? '';
      lines.filter((line) => line !== '').forEach(this.onLine);
    }
  }
}
