import { PlanFolder } from '../../fleet/rollout/plan-folder';
import { PlannedHost, readyHosts } from '../../fleet/rollout/fleet-run';
import { errorSentence } from '../../lib/node/file-fault';
import { ExitCode } from '../report/exit-code';
import { Refusal } from './refusal';
import { readFleetInput } from './fleet-input';
import { FleetOptions } from '../options/fleet-options';
import { FleetSession } from './fleet-session';
import { print, printJson } from '../report/output';
import { palette } from '../report/palette';
import { failuresMarkdown, leftOverText, planMarkdown, planTable } from '../report/plan-report';
import { isComplete, resultDocument, runReport } from '../report/run-report';

export interface PlanOptions extends FleetOptions {
  /** Folder to keep the plans in. */
  readonly out?: string;
  readonly markdown?: boolean;
}

/** Planning never runs an apply; this only bounds it. */
const HOST_TIMEOUT_MINUTES = 60;

/** `quantum-kvm plan`: 0 nothing would change, 3 something would, 1 hosts failed, 2 the input is wrong. */
export async function plan(options: PlanOptions): Promise<number | Refusal> {
  const fleet = readFleetInput(options);
  if (fleet instanceof Refusal) return fleet;
  const folder = options.out === undefined ? undefined : new PlanFolder(options.out);
  if (folder?.used) {
    return Refusal.of(`--out ${options.out} holds plans already; name a new folder, or remove it`);
  }
  const settings = { ...options, hostTimeoutMinutes: HOST_TIMEOUT_MINUTES };
  const session = await FleetSession.open(fleet, 'plan', settings);
  if (session instanceof Refusal) return session;
  return session.during(async () => {
    const refusal = folder && prepared(folder);
    if (refusal) return refusal;
    const hosts = await session.run.plan(() => ({}));
    folder?.write(readyHosts(hosts), session.origin);
    return report(session, hosts, options);
  });
}

/** Why no plans can be kept there; undefined: they can. */
function prepared(folder: PlanFolder): Refusal | undefined {
  try {
    const distrust = folder.prepare();
    return distrust && Refusal.of(`${distrust.reason}; ${distrust.cure}, or name another --out`);
  } catch (error) {
    return Refusal.of(`--out cannot be used: ${errorSentence(error)}`);
  }
}

function report(
  session: FleetSession,
  hosts: readonly PlannedHost[],
  options: PlanOptions,
): number {
  const { run, fleet } = session;
  const rows = session.rows(hosts);
  const results = session.withFailed(hosts.map((host) => run.resultOf(host)));
  if (options.json) {
    const document = {
      type: 'plan',
      rows,
      hosts: resultDocument(results),
      leftOvers: fleet.leftOvers,
    };
    printJson(process.stdout, document);
  } else if (options.markdown) {
    const table = planMarkdown(rows, hosts.length);
    const failures = failuresMarkdown(results);
    print(process.stdout, failures === '' ? table : `${table}\n${failures}`);
  } else {
    const colours = palette(process.stdout);
    if (rows.length > 0) print(process.stdout, planTable(rows, colours));
    print(process.stdout, runReport(results, colours));
    if (fleet.leftOvers.length > 0) print(process.stdout, leftOverText(fleet.leftOvers));
  }
  if (!isComplete(results)) return ExitCode.failed;
  return rows.length > 0 ? ExitCode.differences : ExitCode.done;
}
