import { Problem } from '../../lib/config/problem';
import { HostSpec } from '../../lib/machine/host-spec';
import { stackIdsOf } from '../../lib/machine/stack-id';
import { Project } from '../../lib/node/project';
import { readState } from '../../lib/node/terraform/state-file';
import { isDamaged } from '../../lib/node/terraform/state-text';

/**
 * Hosts on which things stand in state that was made with the other providers. Their stacks would not know
 * of it, and make everything a second time.
 */
export function providerSwitches(specs: readonly HostSpec[], project: Project): Problem[] {
  return specs.flatMap(({ address, stackId, providers }) => {
    const other = providers === 'bundled' ? 'registry' : 'bundled';
    const held = stackIdsOf(stackId, other).filter((id) => holdsResources(project.stateFile(id)));
    if (held.length === 0) return [];
    return [
      {
        severity: 'error' as const,
        host: address,
        where: 'providers',
        what: `kvm.providers is "${providers}", but the state of ${held.join(' and ')} holds what was made with "${other}"`,
        allowed: 'the same providers as long as anything made with them is on the host',
        cure: `set it to ${other} for this host again; to change it, destroy with ${other} before ("npx cdktf destroy ${held.join(' ')}"), which removes the VM and its disks`,
      },
    ];
  });
}

/** A damaged one is a problem of its own. */
function holdsResources(stateFile: string): boolean {
  const state = readState(stateFile);
  return state !== undefined && !isDamaged(state) && state.resources.length > 0;
}
