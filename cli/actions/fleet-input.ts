import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { formatProblems } from '../../lib/config/problem';
import { LeftOver, leftOvers } from '../../fleet/review/left-over';
import { PlanOrigin } from '../../fleet/rollout/plan-record';
import { chooseHosts } from '../../fleet/rollout/host-choice';
import { DeploymentInput, readDeploymentInput } from '../../stacks/deployment-input';
import { HostSpec } from '../../lib/machine/host-spec';
import { stackId } from '../../lib/machine/stack-id';
import { notice } from '../report/notice';
import { Refusal } from './refusal';
import { FleetOptions } from '../options/fleet-options';

/** What a command over the fleet works on. */
export interface FleetInput {
  readonly input: DeploymentInput;
  /** The chosen hosts that have a spec. */
  readonly specs: readonly HostSpec[];
  /** Hosts whose own facts stand against a spec: reported already, and a failure at the end. */
  readonly hasFailedHosts: boolean;
  readonly leftOvers: readonly LeftOver[];
}

/** Reads the two files and chooses the hosts; what is no reason to refuse is reported at once. */
export function readFleetInput({ config, hosts }: FleetOptions): FleetInput | Refusal {
  const input = readDeploymentInput(config ?? defaultConfigurationFile());
  const { problems } = input;
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.some(({ kind }) => kind !== 'host')) return Refusal.ofProblems(problems);
  if (problems.length > 0) notice(formatProblems(problems));
  const failed = errors.flatMap(({ host }) => host ?? []);
  const known = [...input.specs.map(({ address }) => address), ...failed];
  const choice = chooseHosts(input.specs, hosts, known);
  if (choice.fault !== undefined) return Refusal.of(choice.fault);
  const leftOver = leftOvers(
    [...input.specs, ...failed.map((address) => ({ stackId: stackId(address) }))],
    input.project,
  );
  return { input, specs: choice.specs, hasFailedHosts: errors.length > 0, leftOvers: leftOver };
}

export function planOrigin(
  { input }: FleetInput,
  { name, version }: { readonly name: string; readonly version: string },
): PlanOrigin {
  return { terraform: `${name} ${version}`, factsFile: input.project.factsFile };
}
