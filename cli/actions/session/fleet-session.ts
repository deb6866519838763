import { MachineHolders } from '../../../fleet/look/machine-holders';
import { ForeignExpression } from '../../../lib/constructs/literal-stack';
import { firstOf } from '../../../lib/config/printable';
import { addressNumber } from '../../../lib/config/addressing/ipv4-address';
import { HostResult } from '../../../fleet/rollout/fleet-event';
import { lookAt } from '../../../fleet/look/host-look';
import { leftoverParameters } from '../../../fleet/look/leftovers';
import { Look } from '../../../fleet/rollout/host/looked-host';
import { PlannedHost, ReadyHost, readyHosts } from '../../../fleet/rollout/fleet-run';
import { HostTarget, synthesizeTargets } from '../../../fleet/rollout/host/host-target';
import { LookAtMachine } from '../../../fleet/rollout/run-context';
import { brokenPromise } from '../../../fleet/status/promised-machine';
import { keepResults } from '../../../fleet/rollout/kept-runs';
import { Interruption } from '../../../fleet/rollout/interruption';
import { MergedRow, mergedRows } from '../../../fleet/review/merged-plan';
import { PlanOrigin } from '../../../fleet/rollout/reviewed/plan-record';
import { PrivatePlans } from '../../../fleet/terraform/private-plans';
import { RunLog } from '../../../fleet/terraform/run-log';
import { folderWarnings } from '../../../lib/check/project-folder';
import { RunSynthesis } from '../../../stacks/run-stacks';
import { SiteFault } from '../../../stacks/site/site-fault';
import { Project } from '../../../lib/node/project';
import { projectFault } from '../../../lib/node/project-access';
import { RunLock } from '../../../lib/node/run-lock';
import { programText } from '../../../lib/node/terraform/terraform-binary';
import { variablesLeftOut } from '../../../lib/node/terraform/terraform-environment';
import { Refusal } from './refusal';
import { notice } from '../../report/notice';
import { FleetInput, unusableResults } from './fleet-input';
import { Programs, programsToRun } from './programs';
import { JsonProgress, fleetProgress } from '../../report/progress/fleet-progress';
import { ShownRun } from './shown-run';
import { workableFleet } from './workable-fleet';

export interface SessionOptions {
  readonly parallel: number;
  readonly json?: boolean;
  readonly hostTimeoutMinutes: number;
}

/** Makes the stacks of the chosen hosts. */
type Synthesize = (fleet: FleetInput, synthesis: RunSynthesis) => Promise<HostTarget[]>;

/** The stacks of earlier configurations are of no use but to plans that still run. */
const STACKS_KEPT_MS = 24 * 60 * 60 * 1000;

/** One command over the fleet: the stacks synthesized, Terraform found, and a run ready to begin. */
export class FleetSession {
  private constructor(
    readonly fleet: FleetInput,
    readonly targets: readonly HostTarget[],
    readonly run: ShownRun,
    readonly origin: PlanOrigin,
    readonly interruption: Interruption,
    private readonly programs: Programs,
    private readonly log: RunLog,
  ) {}

  /** Refused when there is no Terraform to run, or hosts that it may not run for. */
  static async open(
    chosen: FleetInput,
    command: string,
    { parallel, json, hostTimeoutMinutes }: SessionOptions,
    synthesize: Synthesize = ({ input, specs }, synthesis) =>
      synthesizeTargets(input, specs, synthesis),
  ): Promise<FleetSession | Refusal> {
    const fleet = workableFleet(command, chosen);
    if (fleet instanceof Refusal) return fleet;
    const programs = await programsToRun();
    if (programs instanceof Refusal) return programs;
    const fault = projectFault(fleet.input.project);
    const targets =
      fault === undefined
        ? await synthesizedOr((synthesis) => synthesize(fleet, synthesis))
        : Refusal.of(fault);
    if (targets instanceof Refusal) return targets;
    removeOldStacks(fleet.input.project, targets);
    warnOfFolders(fleet.input.project, targets);
    warnOfVariables();
    const interruption = new Interruption((count) => run.isWorking && reportInterrupt(count));
    const context = {
      ...programs,
      plans: new PrivatePlans(),
      lookAtMachine: lookAtMachineFrom(fleet.input.project),
      look: lookFrom(fleet.input.project),
      log: new RunLog(fleet.input.project.logFolder, command),
      project: fleet.input.project,
      holders: new MachineHolders(fleet.input.project),
      silentGuestsFile: fleet.input.project.silentGuestsFile,
      interruption,
      applyLimitSeconds: hostTimeoutMinutes * 60,
    };
    const run: ShownRun = new ShownRun(targets, context, parallel, (work, hosts) =>
      json ? new JsonProgress() : fleetProgress(work, hosts, process.stderr),
    );
    const origin = { terraform: programText(programs.binary) };
    return new FleetSession(fleet, targets, run, origin, interruption, programs, context.log);
  }

  /** Does the work with the signals taken, and cleans up after it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.interruption.during(work);
    } finally {
      this.run.end();
      this.programs.provider.close();
    }
  }

  /** Notes how the run went, for "quantum-kvm log". */
  keepResults(results: readonly HostResult[]): void {
    keepResults(this.log, results);
  }

  /** With the hosts that could not be worked on, in the order of their addresses. */
  withFailed(results: readonly HostResult[]): HostResult[] {
    return [...results, ...unusableResults(this.fleet.failed)].sort(
      (a, b) => addressNumber(a.address) - addressNumber(b.address),
    );
  }

  rows(hosts: readonly PlannedHost[]): MergedRow[] {
    return this.rowsOf(readyHosts(hosts));
  }

  rowsOf(hosts: readonly ReadyHost[]): MergedRow[] {
    const changes = hosts.map((host) => ({ address: host.target.address, changes: host.changes }));
    return mergedRows(changes, this.fleet.input.placeOf);
  }
}

function lookAtMachineFrom(project: Project): LookAtMachine {
  return ({ host }, promised) => brokenPromise(host, promised, project);
}

/** Like all that a host is in the middle of, it ends by itself when the run is interrupted. */
function lookFrom(project: Project): Look {
  return ({ host, machineName, objects }, known) =>
    lookAt(host, machineName, known, project, objects && leftoverParameters(objects, known));
}

/** What is read from the first line of the configuration to the last apply. */
function warnOfFolders({ configFile, factsFile }: Project, targets: readonly HostTarget[]): void {
  const places = targets.flatMap(({ folder, stateFile }) => [folder, stateFile]);
  folderWarnings([configFile, factsFile, ...places]).forEach(({ message, cure }) =>
    notice(`quantum-kvm: warning: ${message}; ${cure}`),
  );
}

/** A plan takes minutes, and the only run that may wait longer for an answer has begun before. */
function removeOldStacks(project: Project, targets: readonly HostTarget[]): void {
  const begun = Date.parse(RunLock.owner(project)?.since ?? '') || Infinity;
  const before = new Date(Math.min(Date.now() - STACKS_KEPT_MS, begun));
  targets.forEach(({ stack }) => stack?.removeOthers(before));
}

/** What a warning names of variables. */
const MOST_NAMES = 50;

/** Names alone: values may be secrets. */
function warnOfVariables(): void {
  const names = variablesLeftOut();
  if (names.length === 0) return;
  notice(
    `quantum-kvm: warning: Terraform runs without what would change its meaning in the environment: ${firstOf(names, MOST_NAMES)}; unset what is not meant for other programs`,
  );
}

/** The stacks, or why there are none that Terraform may see. */
async function synthesizedOr(
  synthesize: (synthesis: RunSynthesis) => Promise<HostTarget[]>,
): Promise<HostTarget[] | Refusal> {
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    const targets = await interruption.during(() => synthesize({ signal, note: noteOf }));
    return interruption.asked ? INTERRUPTED : targets;
  } catch (error) {
    if (error instanceof ForeignExpression) return Refusal.ofProblems([error.problem]);
    if (!(error instanceof SiteFault)) throw error;
    return error.isInterrupted ? INTERRUPTED : Refusal.of(error.message);
  }
}

const INTERRUPTED = Refusal.failed('interrupted before a host was planned; nothing was changed');

function noteOf(sentence: string): void {
  notice(`quantum-kvm: ${sentence}`);
}

function reportInterrupt(count: number): void {
  if (count === 1) {
    notice(
      'quantum-kvm: no further host is begun; the running ones end what they do (again: stop them in between)',
    );
  } else if (count === 2) {
    notice('quantum-kvm: Terraform is asked to stop after the step it is in');
  }
}
