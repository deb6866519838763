import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { Project } from '../../lib/node/project';
import { fileLines } from '../../lib/node/file/file-lines';
import { isDistrust, withTrusted } from '../../lib/node/file/trusted-path';
import { KeptRun, keptRuns, logOf } from '../../fleet/rollout/kept-runs';
import { ExitCode } from '../report/exit-code';
import { HostLog, hostLog, logText, runDocument, runsText } from '../report/log-report';
import { printDocument } from '../report/documents/print-document';
import { print } from '../report/output';
import { palette } from '../report/palette';
import { Refusal } from './session/refusal';

export interface LogOptions {
  /** The XML. */
  readonly config?: string;
  /** Name of a run, or how it begins. @default - the last one */
  readonly run?: string;
  readonly json?: boolean;
}

/** Characters of a line of a log: the runner itself reads no more of one. */
const LONGEST_LINE = 256 * 1024;
/** Runs in a document. */
const MOST_RUNS = 100;

/** `quantum-kvm log`: how the last run went, or all that was said of one host in it. Nothing but logs is read. */
export function log(address: string | undefined, options: LogOptions): number | Refusal {
  const { logFolder } = Project.of(options.config ?? defaultConfigurationFile());
  const runs = keptRuns(logFolder, options.run);
  if (runs.length === 0) return Refusal.of(noRun(logFolder, options.run));
  return address === undefined
    ? showRuns(runs, options)
    : showHost(address, runs, logFolder, options);
}

function showRuns(runs: readonly KeptRun[], { json }: LogOptions): number {
  if (json) {
    const documents = runs.slice(0, MOST_RUNS).map(runDocument);
    printDocument({ type: 'log', version: 1, runs: documents });
  } else print(process.stdout, runsText(runs, palette(process.stdout)));
  return ExitCode.done;
}

function showHost(
  address: string,
  runs: readonly KeptRun[],
  logFolder: string,
  { json }: LogOptions,
): number | Refusal {
  const resultIn = ({ results }: KeptRun) => results?.find((host) => host.address === address);
  const run = runs.find((one) => resultIn(one) ?? logOf(logFolder, one, address));
  if (!run) {
    return Refusal.of(
      `no run in ${logFolder} was about ${address}; "quantum-kvm log" shows the runs`,
    );
  }
  const result = resultIn(run) ?? { address };
  const file = logOf(logFolder, run, address);
  const found = file === undefined ? undefined : contentOf(file);
  if (found instanceof Refusal) return found;
  if (json) {
    const { name, command, started } = run;
    const one = { name, command, started: started.toISOString() };
    const { machineName, ...rest } = { machineName: undefined, ...result };
    const vm = machineName === undefined ? {} : { vm: machineName };
    printDocument({ type: 'log', version: 1, run: one, ...rest, ...vm, logFile: file, ...found });
  } else print(process.stdout, logText(run, result, found, palette(process.stdout)));
  return ExitCode.done;
}

/** Why there is nothing to show. */
function noRun(logFolder: string, name: string | undefined): string {
  const [last] = keptRuns(logFolder);
  if (!last) return `${logFolder} has no logs: nothing was planned or changed from this folder yet`;
  return `--run is "${name}"; allowed is the name of a run in ${logFolder}, or how it begins: the last one is ${last.name}`;
}

function contentOf(file: string): HostLog | Refusal {
  const found = withTrusted(file, (descriptor) => hostLog(fileLines(descriptor, LONGEST_LINE)));
  return isDistrust(found) ? Refusal.failed(found.reason) : found;
}
