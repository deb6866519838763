import { ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Screen } from './screen';

export interface PseudoTerminalProps {
  readonly columns: number;
  /** @default 24 */
  readonly rows?: number;
  readonly cwd: string;
  /** Beside those of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const WAIT_MS = 60_000;

/** A program in a terminal of its own, made by `script` of util-linux, with the screen that somebody would see. */
export class PseudoTerminal {
  readonly screen: Screen;
  private readonly ended: Promise<number>;
  private shown = Promise.resolve();

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    props: PseudoTerminalProps,
  ) {
    this.screen = new Screen(props);
    child.stdout.on('data', (bytes: Buffer) => {
      this.shown = this.shown.then(() => this.screen.take(bytes));
    });
    this.ended = once(child, 'close').then(([code]) => code as number);
  }

  static start(command: readonly string[], props: PseudoTerminalProps): PseudoTerminal {
    const { columns, rows = 24, cwd, env } = props;
    const inside = `stty cols ${columns} rows ${rows}; exec ${command.map(quoted).join(' ')}`;
    const child = spawn('script', ['-qefc', inside, '/dev/null'], {
      cwd,
      env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
    });
    return new PseudoTerminal(child, props);
  }

  /** Waits until this can be seen. */
  async until(seen: string | RegExp): Promise<void> {
    const end = Date.now() + WAIT_MS;
    while (!found(seen, this.screen.text)) {
      if (Date.now() > end || this.child.exitCode !== null) {
        throw new Error(`${String(seen)} is not to be seen:\n${this.screen.text}`);
      }
      await sleep(20);
      await this.shown;
    }
  }

  type(keys: string): void {
    this.child.stdin.write(keys);
  }

  interrupt(): void {
    this.type(CTRL_C);
  }

  endInput(): void {
    this.type(CTRL_D);
  }

  /** As whoever draws the terminal's window larger or smaller. */
  resize(columns: number, rows: number): void {
    const [pid = ''] = children(this.child.pid);
    const device = readlinkSync(`/proc/${pid}/fd/0`);
    this.screen.resize(columns, rows);
    execFileSync('stty', ['-F', device, 'cols', String(columns), 'rows', String(rows)]);
  }

  /** The exit code of the program, when all that it has written is shown. */
  async end(): Promise<number> {
    const code = await this.ended;
    await this.shown;
    return code;
  }

  /** Takes the terminal away from whatever still runs on it. */
  close(): void {
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
  }
}

function found(seen: string | RegExp, text: string): boolean {
  return typeof seen === 'string' ? text.includes(seen) : seen.test(text);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function children(pid: number | undefined): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
}
