import { SpawnSyncOptions, SpawnSyncReturns, spawnSync } from 'node:child_process';

/** None takes longer. The wait blocks the event loop, and with it jest's own time limit. */
const LIMIT_MS = 600_000;

/**
 * Runs a command to its end, whatever its exit code.
 *
 * @throws when it cannot be started or does not end: with its last output and all processes
 */
export function ran(
  file: string,
  args: readonly string[],
  options: SpawnSyncOptions = {},
): SpawnSyncReturns<string> {
  const limits = { timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 30 } as const;
  const run = spawnSync(file, args, { ...limits, ...options, encoding: 'utf8' });
  if (!run.error) return run;
  const said = `${run.stdout ?? ''}${run.stderr ?? ''}`.slice(-10_000);
  throw new Error(`${[file, ...args].join(' ')}: ${run.error.message}\n${said}\n${processTree()}`);
}

/** What a command that succeeded has printed. @param what it was, for the error where it did not */
export function succeeded(
  what: string,
  { status, stdout, stderr }: SpawnSyncReturns<string>,
): string {
  if (status === 0) return stdout;
  throw new Error(`${what}: exit code ${status}\n${(stdout + stderr).slice(-10_000)}`);
}

function processTree(): string {
  const columns = 'pid,ppid,stat,etimes,wchan:24,args';
  return spawnSync('ps', ['-e', '--forest', '-o', columns], { encoding: 'utf8' }).stdout;
}
