import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { formatProblems } from '../../lib/config/problem';
import { findTerraform, isSupported } from '../../lib/node/terraform-binary';
import { LeftOver, leftOvers } from '../../fleet/review/left-over';
import { PlanOrigin } from '../../fleet/rollout/plan-folder';
import { chooseHosts } from '../../fleet/rollout/host-choice';
import { DeploymentInput, readDeploymentInput } from '../../stacks/deployment-input';
import { HostSpec } from '../../lib/machine/host-spec';
import { stackId } from '../../lib/machine/stack-id';
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

/** Reads the two files and chooses the hosts; undefined when that is not possible, which is told. */
export function readFleetInput({ config, hosts }: FleetOptions): FleetInput | undefined {
  const input = readDeploymentInput(config ?? defaultConfigurationFile());
  const { problems } = input;
  if (problems.length > 0) tell(formatProblems(problems));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.some(({ kind }) => kind !== 'host')) return undefined;
  const failed = errors.flatMap(({ host }) => host ?? []);
  const known = [...input.specs.map(({ address }) => address), ...failed];
  const choice = chooseHosts(input.specs, hosts, known);
  if (choice.fault !== undefined) {
    tell(`quantum-kvm: ${choice.fault}`);
    return undefined;
  }
  const leftOver = leftOvers(
    [...input.specs, ...failed.map((address) => ({ stackId: stackId(address) }))],
    input.project,
  );
  return { input, specs: choice.specs, hasFailedHosts: errors.length > 0, leftOvers: leftOver };
}

/** The Terraform to run; undefined when there is none that will do, which is told. */
export async function terraformToRun() {
  const binary = await findTerraform();
  if (binary && isSupported(binary)) return binary;
  tell(
    'quantum-kvm: no Terraform or OpenTofu of a supported version answers; run "quantum-kvm check", which says what is needed',
  );
  return undefined;
}

export function planOrigin(
  { input }: FleetInput,
  { name, version }: { readonly name: string; readonly version: string },
): PlanOrigin {
  return { terraform: `${name} ${version}`, factsFile: input.project.factsFile };
}

export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
