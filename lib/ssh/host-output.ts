/** What a command on a host may print on one stream: a check of 1000 disks needs a tenth of each. */
export const OUTPUT_LIMITS = { bytes: 1024 * 1024, lines: 10_000, lineBytes: 128 * 1024 } as const;

const LINE_END = 0x0a;

/** One stream of a host's output, measured while it arrives: nothing beyond the limits is kept. */
export class HostOutput {
  private readonly parts: Buffer[] = [];
  private bytes = 0;
  private lines = 0;
  /** Bytes of the line that has not ended yet. */
  private open = 0;

  /** Takes what arrived. @returns which limit it exceeds; undefined: none */
  add(part: Buffer): string | undefined {
    const { bytes, lines, lineBytes } = OUTPUT_LIMITS;
    this.bytes += part.length;
    if (this.bytes > bytes) return `more than ${bytes / 1024} KiB`;
    let begin = 0;
    for (let end; (end = part.indexOf(LINE_END, begin)) >= 0; begin = end + 1) {
      if (this.open + end - begin > lineBytes) return tooLong(lineBytes);
      this.open = 0;
      this.lines += 1;
      if (this.lines > lines) return `more than ${lines} lines`;
    }
    this.open += part.length - begin;
    if (this.open > lineBytes) return tooLong(lineBytes);
    this.parts.push(part);
    return undefined;
  }

  text(): string {
    return Buffer.concat(this.parts).toString('utf8');
  }
}

function tooLong(bytes: number): string {
  return `a line of more than ${bytes / 1024} KiB`;
}
