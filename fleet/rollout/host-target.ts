import { resolve } from 'node:path';
import { machineName } from '../../lib/config/values/names';
import { HostAccess, HostSpec } from '../../lib/machine/host-spec';
import { Deployment, synthesize } from '../../stacks/deployment';
import { DeploymentInput } from '../../stacks/deployment-input';
import { Project } from '../../lib/node/project';
import { StateResource } from '../../lib/node/state-file';

/** One host as the runner works on it: how it is reached, and where its stack and its state stand. */
export interface HostTarget {
  readonly host: HostAccess;
  readonly address: string;
  readonly machineName: string;
  /** Folder of the synthesized stack, absolute. */
  readonly folder: string;
  /** The state file that cdktf uses too, absolute. */
  readonly stateFile: string;
}

/** Synthesizes the stacks of these hosts where cdktf would, and says where they are. */
export function synthesizeTargets(
  input: DeploymentInput,
  specs: readonly HostSpec[],
): HostTarget[] {
  const deployment = synthesize({ input: { ...input, specs } });
  return specs.map((spec) => target(input.project, spec, spec.machine.name, deployment));
}

/**
 * Synthesizes the stack of a host that is to hold nothing any more.
 *
 * @param resources of its state, which hold the VM's name
 */
export function synthesizeRetired(
  project: Project,
  host: HostAccess,
  resources: readonly StateResource[],
): HostTarget {
  const deployment = synthesize({ input: { project, specs: [] }, retired: [host] });
  const machine = resources.find(({ type }) => type === 'libvirt_domain');
  const { data: name = '' } = machineName.safeParse(machine?.attributes.name);
  return target(project, host, name, deployment);
}

function target(
  project: Project,
  host: HostAccess,
  machineName: string,
  { outdir }: Deployment,
): HostTarget {
  return {
    host,
    address: host.address,
    machineName,
    folder: resolve(outdir, 'stacks', host.stackId),
    stateFile: project.stateFile(host.stackId),
  };
}
