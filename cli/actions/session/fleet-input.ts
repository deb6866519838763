import { existsSync } from 'node:fs';
import { defaultConfigurationFile } from '../../../lib/config/configuration-file';
import { printable } from '../../../lib/config/printable';
import { Problem, formatProblems, hasErrors } from '../../../lib/config/problem';
import { deploymentKeyFile } from '../../../lib/node/deployment-key';
import { LeftOver, leftOvers } from '../../../fleet/review/left-over';
import { HostResult } from '../../../fleet/rollout/fleet-event';
import { PLAN_AGAIN } from '../../../fleet/rollout/reviewed/reviewed-plans';
import { chooseHosts } from '../../../fleet/rollout/host-choice';
import { DeploymentInput, readDeploymentInput } from '../../../stacks/deployment-input';
import { HostSpec } from '../../../lib/machine/host-spec';
import { stackId } from '../../../lib/machine/stack-id';
import { notice } from '../../report/notice';
import { Refusal } from './refusal';
import { FleetOptions } from '../../options/fleet-options';

/** What a command over the fleet works on. */
export interface FleetInput {
  readonly input: DeploymentInput;
  /** The chosen hosts that can be worked on. */
  readonly specs: readonly HostSpec[];
  /** The chosen hosts that cannot, for what is known of each: they fail, and the others go on. */
  readonly failed: readonly UnusableHost[];
  /** Addresses of kvm.host.range that `--hosts` leaves out. @default - none */
  readonly notChosen?: readonly string[];
  readonly leftOvers: readonly LeftOver[];
  /** Nothing is done on any chosen host, for what stands in the two files. @default - something can be */
  readonly refusal?: Refusal;
}

/** A host whose facts, or whose state, stand against its spec. */
export interface UnusableHost {
  readonly address: string;
  readonly machineName: string;
  /** One sentence, of all of them. */
  readonly cause: string;
  readonly problems: readonly Problem[];
  /** By which it can be asked nevertheless. @default - it is not known, or not well enough */
  readonly spec?: HostSpec;
}

/**
 * Reads the two files and chooses the hosts. A problem of the files refuses all; one of a host is its own
 * failure, and no matter at all where others are chosen. What is no reason to refuse is reported at once.
 *
 * @param reviewed addresses that plans were reviewed of: one that is no longer in the range fails.
 *   @default - `--hosts` chooses
 */
export function readFleetInput(
  { config, hosts }: FleetOptions,
  reviewed?: readonly string[],
): FleetInput | Refusal {
  const input = readDeploymentInput(config ?? defaultConfigurationFile());
  const { problems, project } = input;
  const ofFiles = problems.filter(({ host }) => host === undefined);
  if (hasErrors(ofFiles)) return Refusal.ofProblems(problems);
  const failed = [...unusableHosts(input), ...outOfRange(input, reviewed)];
  const isFailed = new Set(failed.map(({ address }) => address));
  const usable = input.specs.filter(({ address }) => !isFailed.has(address));
  const all = [...usable, ...failed];
  const choice = chooseHosts<HostSpec | UnusableHost>(all, reviewed?.join(',') ?? hosts);
  if (choice.fault !== undefined) return Refusal.of(choice.fault);
  const chosen = new Set(choice.specs.map(({ address }) => address));
  const isChosen = ({ address }: { readonly address: string }) => chosen.has(address);
  // What fails a host stands in its row.
  const reported = problems.filter(
    ({ host, severity }) => host === undefined || (severity === 'warning' && chosen.has(host)),
  );
  const [specs, unusable] = [usable.filter(isChosen), failed.filter(isChosen)];
  const isWrong = specs.length === 0 && unusable.every(isWrongInput);
  if (reported.length > 0) notice(formatProblems(reported));
  return {
    input,
    specs,
    failed: unusable,
    notChosen: all.filter((host) => !isChosen(host)).map(({ address }) => address),
    leftOvers: leftOvers(
      all.map(({ address }) => ({ stackId: stackId(address) })),
      project,
    ),
    ...(isWrong && { refusal: Refusal.ofProblems(unusable.flatMap(({ problems }) => problems)) }),
  };
}

/** The results of hosts that cannot be worked on, which stand in every report. */
export function unusableResults(failed: readonly UnusableHost[]): HostResult[] {
  return failed.map(({ address, machineName, cause }) => ({
    ...{ address, machineName, cause },
    ...({ outcome: 'failed', changes: 0, seconds: 0 } as const),
  }));
}

/** Hosts that were taken out of the range since their plans were reviewed. */
function outOfRange(
  { specs, problems, machineNames }: DeploymentInput,
  reviewed: readonly string[] = [],
): UnusableHost[] {
  const known = new Set([
    ...specs.map(({ address }) => address),
    ...problems.map(({ host }) => host),
    ...(machineNames?.keys() ?? []),
  ]);
  return reviewed
    .filter((address) => !known.has(address))
    .map((address) => {
      const problem: Problem = {
        ...{ severity: 'error', kind: 'input', host: address, where: 'kvm.host.range' },
        what: 'not applied: the host is no longer in it',
        cure: `put it back, or ${PLAN_AGAIN}`,
      };
      return { address, machineName: '', cause: causeOf([problem]), problems: [problem] };
    });
}

/** By address, each with all that keeps it from being worked on. */
function unusableHosts({
  problems,
  machineNames,
  specs,
  infeasible = [],
}: DeploymentInput): UnusableHost[] {
  const known = new Map([...specs, ...infeasible].map((spec) => [spec.address, spec]));
  const errors = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.host === undefined || problem.severity !== 'error') continue;
    const others = errors.get(problem.host);
    if (others) others.push(problem);
    else errors.set(problem.host, [problem]);
  }
  return [...errors].map(([address, found]) => ({
    address,
    machineName: machineNames?.get(address) ?? '',
    cause: causeOf(found),
    problems: found,
    spec: known.get(address),
  }));
}

/** Of one host a sentence names so many problems. */
const MOST_PROBLEMS = 5;

function causeOf(problems: readonly Problem[]): string {
  const shown = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ where, what, cure }) => printable(`${where}: ${what}; ${cure}`));
  const left = problems.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join('; and ');
}

/** All of it is cured in the two files: where nothing else is left, they are wrong, and no host is. */
function isWrongInput({ problems }: UnusableHost): boolean {
  return problems.every(({ kind }) => kind !== 'host');
}

/** Why a command that runs Terraform cannot work without the deployment's private key; undefined: it is there. */
export function missingKeyRefusal(
  command: string,
  { input: { project }, specs }: Pick<FleetInput, 'input' | 'specs'>,
): Refusal | undefined {
  const files = specs.map(({ login }) => project.path(deploymentKeyFile(login)));
  const missing = files.find((file) => !existsSync(file));
  if (missing === undefined) return undefined;
  return Refusal.of(
    `${command} logs in with the deployment's private key, and ${missing} is not there; run it where the key is, or put a copy of it there; if it is lost, "quantum-kvm check" makes another one and records it, and "quantum-kvm prepare" gives it to the hosts by login.password`,
  );
}
