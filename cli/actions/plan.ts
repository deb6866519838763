import { PlanFolder } from '../../fleet/rollout/reviewed/plan-folder';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { readyHosts } from '../../fleet/rollout/fleet-run';
import { MergedRow } from '../../fleet/review/merged-plan';
import { errorSentence } from '../../lib/node/file/file-fault';
import { ExitCode } from '../report/exit-code';
import { Refusal } from './session/refusal';
import { FleetInput, readFleetInput, unusableResults } from './session/fleet-input';
import { FleetOptions } from '../options/fleet-options';
import { FleetSession } from './session/fleet-session';
import { printDocument } from '../report/documents/print-document';
import { print, printAsIs } from '../report/output';
import { palette } from '../report/palette';
import { applyCommand, deployCommand, keptPlansText } from '../report/kept-plans';
import { FleetPlan, planDocument } from '../report/plan-document';
import { planMarkdown } from '../report/plan-markdown';
import { leftOverText, planTable } from '../report/plan-report';
import { isComplete, runReport } from '../report/run-report';

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
  if (fleet.refusal) {
    if (options.json) report(fleet, [], unusableResults(fleet.failed), options);
    return fleet.refusal;
  }
  const settings = { ...options, hostTimeoutMinutes: HOST_TIMEOUT_MINUTES };
  const session = await FleetSession.open(fleet, 'plan', settings);
  if (session instanceof Refusal) return session;
  return session.during(async () => {
    const refusal = folder && prepared(folder);
    if (refusal) return refusal;
    const hosts = await session.run.plan(() => ({}));
    folder?.write(readyHosts(hosts), session.origin);
    const results = session.withFailed(hosts.map((host) => session.run.resultOf(host)));
    session.keepResults(results);
    const rows = session.rows(hosts);
    report(fleet, rows, results, options, folder);
    if (!isComplete(results)) return ExitCode.failed;
    return rows.length > 0 ? ExitCode.differences : ExitCode.done;
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
  { leftOvers, notChosen = [] }: FleetInput,
  rows: readonly MergedRow[],
  results: readonly HostResult[],
  options: PlanOptions,
  folder?: PlanFolder,
): void {
  const plans = folder && keptPlans(folder, options);
  const planned: FleetPlan = { rows, results, notChosen, leftOvers, plans };
  if (options.json) printDocument(planDocument(planned));
  else if (options.markdown) printAsIs(process.stdout, planMarkdown(planned));
  else printPlan(planned, options);
}

function printPlan({ rows, results, leftOvers, plans }: FleetPlan, options: FleetOptions): void {
  const colours = palette(process.stdout);
  if (rows.length > 0) print(process.stdout, `${planTable(rows, colours)}\n\n`);
  print(process.stdout, runReport(results, colours));
  if (leftOvers.length > 0) print(process.stdout, leftOverText(leftOvers));
  if (plans)
    print(process.stdout, `${keptPlansText(plans)}\nto apply exactly these:\n  ${plans.command}`);
  else if (rows.length > 0)
    print(process.stdout, `to apply the changes:\n  ${deployCommand(options)}`);
}

function keptPlans(
  { digest }: PlanFolder,
  { out = '', config }: PlanOptions,
): NonNullable<FleetPlan['plans']> {
  const kept = { folder: out, digest };
  return { ...kept, command: applyCommand(kept, config) };
}
