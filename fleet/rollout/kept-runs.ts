import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { printable } from '../../lib/config/printable';
import { stackId } from '../../lib/machine/stack-id';
import { entriesOf } from '../../lib/node/file/folder-entries';
import { isDistrust, readTrusted } from '../../lib/node/file/trusted-path';
import { RESULTS_SUFFIX, RUN_NAME, RunLog } from '../terraform/run-log';
import { HostResult } from './fleet-event';

/** Bytes of what a run has noted of itself. */
const LIMIT_BYTES = 64 * 1024 * 1024;

const text = z.string().transform((value) => printable(value, 1000));
const RESULTS = z.object({
  version: z.literal(1),
  hosts: z.array(
    z.object({
      address: z.ipv4(),
      machineName: text,
      outcome: z.enum(['done', 'no changes', 'planned', 'failed', 'not started']),
      changes: z.number(),
      seconds: z.number(),
      cause: text.optional(),
      note: text.optional(),
      warnings: z.array(text).readonly().optional(),
    }),
  ),
});

/** What came of a run on a host, as the run noted it. */
type KeptResult = Omit<HostResult, 'logFile'>;

/** A run whose logs are kept. */
export interface KeptRun {
  /** That of its folder: `20260102T030405-deploy-123`. */
  readonly name: string;
  readonly command: string;
  readonly started: Date;
  /** By host, with the logs of those that Terraform ran for; undefined: it has not ended, or was killed. */
  readonly results?: readonly HostResult[];
}

/** Runs that are looked into, where many are kept. */
const MOST_RUNS = 500;

/**
 * The runs that have left logs, the newest first.
 *
 * @param logFolder of the project
 * @param prefix how their names begin. @default - all
 */
export function keptRuns(logFolder: string, prefix = ''): KeptRun[] {
  const names = entriesOf(logFolder).map((name) => basename(name, RESULTS_SUFFIX));
  return [...new Set(names)]
    .filter((name) => RUN_NAME.test(name) && name.startsWith(prefix))
    .sort()
    .reverse()
    .slice(0, MOST_RUNS)
    .flatMap((name) => keptRun(logFolder, name));
}

/** Where Terraform's output for a host of the run is; undefined: Terraform did not run for it. */
export function logOf(logFolder: string, { name }: KeptRun, address: string): string | undefined {
  const file = join(logFolder, name, `${stackId(address)}.log`);
  return existsSync(file) ? file : undefined;
}

function keptRun(logFolder: string, name: string): KeptRun[] {
  const [, year, month, day, hour, minute, second, command] = RUN_NAME.exec(name) ?? [];
  if (command === undefined) return [];
  const started = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(started.getTime())) return [];
  const run: KeptRun = { name, command, started };
  const results = resultsIn(join(logFolder, `${name}${RESULTS_SUFFIX}`))?.map((result) => {
    const logFile = logOf(logFolder, run, result.address);
    return { ...result, ...(logFile !== undefined && { logFile }) };
  });
  return [{ ...run, ...(results && { results }) }];
}

function resultsIn(file: string): KeptResult[] | undefined {
  const content = readTrusted(file, LIMIT_BYTES);
  if (isDistrust(content)) return undefined;
  try {
    return RESULTS.safeParse(JSON.parse(content.toString('utf8'))).data?.hosts;
  } catch {
    return undefined;
  }
}

/** Notes what came of a run, for who asks later. Where that cannot be written, it is as of a run that was killed. */
export function keepResults(log: RunLog, results: readonly HostResult[]): void {
  const hosts = results.map(({ logFile: _, ...result }) => result);
  log.keep({ version: 1, hosts } satisfies z.input<typeof RESULTS>);
}
