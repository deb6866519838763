import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../config/printable';
import { errorSentence } from '../node/file/file-fault';

export interface WatchedCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** What it fills: while more comes, it is not ended. */
  readonly fills: string;
  /** @param bytes what is in that folder */
  readonly onBytes: (bytes: number) => void;
  /** How long nothing more may come. @default 300 */
  readonly stallSeconds?: number;
}

/** How a program ended: what it printed, or why it failed, one sentence. */
export type WatchedEnd =
  | { readonly output: string; readonly fault?: undefined }
  | { readonly output: string; readonly fault: string };

const STALL_SECONDS = 300;
const POLL_MS = 500;
/** After it was asked to end. */
const KILL_MS = 10_000;
/** Characters; a list of packages is far shorter. */
const MOST_OUTPUT = 8 << 20;

/** Runs a package manager, and ends it when nothing more comes: some of them wait without an end. */
export function watchedCommand(call: WatchedCall): Promise<WatchedEnd> {
  const { program, args, cwd, stallSeconds = STALL_SECONDS } = call;
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C', LANGUAGE: 'C' };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stallText = `it was ended, as nothing more had come for ${stallSeconds} s`;
    let output = '';
    let stalled = false;
    const take = (text: Buffer) => {
      output = `${output}${text.toString()}`.slice(-MOST_OUTPUT);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const end = (fault?: string) => {
      timers.forEach(clearTimeout);
      // What it has started may go on without it, and hold these.
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(fault === undefined ? { output } : { output, fault: `${program}: ${fault}` });
    };
    const onStall = () => {
      stalled = true;
      child.kill();
      const giveUp = () => {
        child.kill('SIGKILL');
        end(stallText);
      };
      timers.push(setTimeout(giveUp, KILL_MS));
    };
    const timers = [watch(call, stallSeconds, () => output.length, onStall)];
    child.once('error', (error) => end(errorSentence(error, program)));
    child.once('close', (exitCode, signal) => {
      if (stalled) end(stallText);
      else if (exitCode === 0) end();
      else end(reason(output) || `it ended with ${signal ?? `exit code ${exitCode}`}`);
    });
  });
}

/** Looks now and then whether more has come. */
function watch(
  { fills, onBytes }: WatchedCall,
  stallSeconds: number,
  said: () => number,
  onStall: () => void,
): NodeJS.Timeout {
  let [before, since] = ['', Date.now()];
  return setInterval(() => {
    const bytes = bytesBelow(fills);
    onBytes(bytes);
    const now = `${bytes} ${said()}`;
    if (now !== before) [before, since] = [now, Date.now()];
    else if (Date.now() - since > stallSeconds * 1000) {
      onStall();
      since = Infinity;
    }
  }, POLL_MS);
}

function bytesBelow(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    // A file got another name meanwhile.
    return -1;
  }
}

/** The first line that calls itself an error, else the first of a list of causes, else the last of all. */
function reason(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const first = (pattern: RegExp) => lines.find((line) => pattern.test(line));
  const found = first(/^(?:E|Error|error): *\S/) ?? first(/^ +- /) ?? lines.at(-1) ?? '';
  return printable(found.replace(/^ +- /, ''));
}
