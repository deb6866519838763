import { MachineObjects } from '../../look/leftovers';
import { machineName } from '../../../lib/config/values/names';
import { HostAccess, HostSpec } from '../../../lib/machine/host-spec';
import { installMediaName, networkName, systemDiskName } from '../../../lib/machine/names';
import { DeploymentInput } from '../../../stacks/deployment-input';
import { Project } from '../../../lib/node/project';
import { StateResource } from '../../../lib/node/terraform/state-file';
import { RunSynthesis, synthesizeStacks } from '../../../stacks/run-stacks';
import { SynthesizedStack } from '../../../stacks/synthesized-stack';

/** One host as the runner works on it: how it is reached, and where its stack and its state stand. */
export interface HostTarget {
  readonly host: HostAccess;
  readonly address: string;
  readonly machineName: string;
  /** Folder of the synthesized stack, absolute. */
  readonly folder: string;
  /** What must stand there whenever Terraform runs. @default - whatever does */
  readonly stack?: Pick<SynthesizedStack, 'fault' | 'others' | 'removeOthers'>;
  /** Held by a run while its Terraform works on the stack. @default - runs do not wait for each other */
  readonly lockFile?: string;
  /** The state file that cdktf uses too, absolute. */
  readonly stateFile: string;
  /** What its VM is to have on the host. @default - it is to have no VM any more */
  readonly objects?: MachineObjects;
  /** Synthesizes its stack once more, with the import of a VM, by its UUID, that is in no state. */
  readonly importing?: (uuid: string, signal: AbortSignal) => Promise<HostTarget>;
}

/** Synthesizes the stacks of these hosts, and says where they are. @throws SiteFault */
export async function synthesizeTargets(
  { project }: Pick<DeploymentInput, 'project'>,
  specs: readonly HostSpec[],
  run?: RunSynthesis,
): Promise<HostTarget[]> {
  const stacks = await synthesizeStacks({ input: { project, specs } }, run);
  return specs.map((spec) => ({
    ...target(project, spec, spec.machine.name, stacks),
    objects: objectsOf(spec),
    importing: (uuid, signal) =>
      synthesizeTarget(project, { ...spec, importedMachine: uuid }, { signal }),
  }));
}

async function synthesizeTarget(
  project: Project,
  spec: HostSpec,
  run: RunSynthesis,
): Promise<HostTarget> {
  const [only] = await synthesizeTargets({ project }, [spec], run);
  if (!only) throw new Error(`${spec.address} has no stack`);
  return only;
}

function objectsOf({ machine, storage }: HostSpec): MachineObjects {
  return {
    ...storage,
    systemDisk: systemDiskName(machine.name),
    copies: [installMediaName(machine.name)],
    networks: machine.nics.map(({ bridge }) => networkName(bridge)),
  };
}

/**
 * Synthesizes the stack of a host that is to hold nothing any more.
 *
 * @param resources of its state, which hold the VM's name
 */
export async function synthesizeRetired(
  project: Project,
  host: HostAccess,
  resources: readonly StateResource[],
): Promise<HostTarget> {
  const stacks = await synthesizeStacks({ input: { project, specs: [] }, retired: [host] });
  const machine = resources.find(({ type }) => type === 'libvirt_domain');
  const { data: name = '' } = machineName.safeParse(machine?.attributes.name);
  return target(project, host, name, stacks);
}

function target(
  project: Project,
  host: HostAccess,
  machineName: string,
  stacks: ReadonlyMap<string, SynthesizedStack>,
): HostTarget {
  const { address, stackId } = host;
  const stack = stacks.get(stackId);
  if (!stack) throw new Error(`${address} has no stack`);
  return {
    host,
    address,
    machineName,
    folder: stack.path,
    stack,
    lockFile: project.terraformLockFile(stackId),
    stateFile: project.stateFile(stackId),
  };
}
