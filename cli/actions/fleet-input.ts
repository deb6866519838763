import { existsSync } from 'node:fs';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { formatProblems } from '../../lib/config/problem';
import { deploymentKeyFile } from '../../lib/node/deployment-key';
import { TerraformBinary, findTerraform, isSupported } from '../../lib/node/terraform-binary';
import { LeftOver, leftOvers } from '../../fleet/review/left-over';
import { PlanOrigin } from '../../fleet/rollout/plan-folder';
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

/** Why a command that runs Terraform cannot work without the deployment's private key; undefined: it is there. */
export function missingKeyRefusal(
  command: string,
  { input: { project }, specs }: Pick<FleetInput, 'input' | 'specs'>,
): Refusal | undefined {
  const files = specs.map(({ login }) => project.path(deploymentKeyFile(login)));
  const missing = files.find((file) => !existsSync(file));
  if (missing === undefined) return undefined;
  return Refusal.of(
    `${command} logs in with the deployment's private key, and ${missing} is not there; run it where the key is, or run "quantum-kvm check", which makes one and records its public half`,
  );
}

/** The Terraform to run. */
export async function terraformToRun(): Promise<TerraformBinary | Refusal> {
  const binary = await findTerraform();
  if (binary && isSupported(binary)) return binary;
  return Refusal.of(
    'no Terraform or OpenTofu of a supported version answers; run "quantum-kvm check", which says what is needed',
  );
}

export function planOrigin(
  { input }: FleetInput,
  { name, version }: { readonly name: string; readonly version: string },
): PlanOrigin {
  return { terraform: `${name} ${version}`, factsFile: input.project.factsFile };
}
