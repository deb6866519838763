import { HostSpec } from '../../lib/machine/host-spec';
import { stackIdsOf } from '../../lib/machine/stack-id';
import { Project } from '../../lib/node/project';
import { resourcesIn } from '../../lib/node/terraform/state-file';
import { Difference } from './difference';
import { MachineState } from './machine-state';

/** What is known of the VM that was made from here, or adopted. */
export interface MadeFromHere {
  readonly name: string;
  /** Undefined: the state has no VM. */
  readonly uuid?: string;
  /** The operator took a VM of others over, which may not have our tag yet. */
  readonly adopted: boolean;
}

export function madeFromHere(
  { stackId, providers, facts, machine: { name } }: HostSpec,
  project: Project,
): MadeFromHere {
  const adopted = facts.adopted !== undefined;
  const stacks = stackIdsOf(stackId, providers);
  const resources = stacks.flatMap((id) => resourcesIn(project.stateFile(id)));
  const vm = resources.find(({ type }) => type === 'libvirt_domain');
  const uuid = vm?.attributes.uuid;
  return { name, adopted, ...(typeof uuid === 'string' && { uuid: uuid.toLowerCase() }) };
}

/**
 * That the VM which has the name is somebody else's: ours are known by UUID and tag. Undefined: it is ours,
 * or there is none.
 */
export function foreignMachine(
  { state, uuid: running, tagged: runningTagged = false, defined }: MachineState,
  { name, uuid: known, adopted }: MadeFromHere,
): Difference | undefined {
  if (state === 'missing' || state === 'unknown') return undefined;
  const { uuid, tagged } = defined ?? { uuid: running, tagged: runningTagged };
  const isOurs = known === undefined || uuid === known;
  if (isOurs && (tagged || adopted)) return undefined;
  return { id: 'vm.origin', name, expected: isOurs ? null : known, actual: uuid ?? null };
}
