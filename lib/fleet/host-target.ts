import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HostPlan } from '../plan';
import { Deployment, DeploymentInput } from '../../stacks';

/** One host as the runner works on it: its plan, and where its stack and its state stand. */
export interface HostTarget {
  readonly plan: HostPlan;
  readonly address: string;
  readonly machineName: string;
  /** Folder of the synthesized stack, absolute. */
  readonly folder: string;
  /** The state file that cdktf uses too, absolute. */
  readonly stateFile: string;
}

/** Folder of the state files, below the current folder as for cdktf. */
export const STATE_FOLDER = 'state';

/** Synthesizes the stacks of these hosts where cdktf would, and says where they are. */
export function synthesizeTargets(
  input: DeploymentInput,
  plans: readonly HostPlan[],
): HostTarget[] {
  const deployment = new Deployment({ input: { ...input, plans } });
  deployment.synth();
  return plans.map((plan) => ({
    plan,
    address: plan.address,
    machineName: plan.machine.name,
    folder: resolve(deployment.outdir, 'stacks', plan.stackId),
    stateFile: resolve(STATE_FOLDER, `${plan.stackId}.tfstate`),
  }));
}

/** Terraform's addresses of the two resources that prepare the host. */
export function preparationAddresses({ folder }: Pick<HostTarget, 'folder'>): string[] {
  const { resource } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as {
    resource: Readonly<Record<string, object>>;
  };
  return Object.keys(resource.null_resource ?? {}).map((name) => `null_resource.${name}`);
}
