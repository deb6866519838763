import { listed } from '../../../lib/config/addressing/host-group';
import { Refusal } from './refusal';
import { HostSpec } from '../../../lib/machine/host-spec';
import { stackId, stackIdsOf } from '../../../lib/machine/stack-id';
import { Project } from '../../../lib/node/project';
import { readState } from '../../../lib/node/terraform/state-file';
import { isDamaged } from '../../../lib/node/terraform/state-text';

/**
 * Why a command that runs Terraform cannot work on these hosts; undefined when it can. It plans a host in
 * one step, and shows what the bundled provider announces: with registry providers there is neither.
 */
export function registryRefusal(command: string, specs: readonly HostSpec[]): Refusal | undefined {
  const addresses = specs.flatMap((spec) => (spec.providers === 'registry' ? spec.address : []));
  if (addresses.length === 0) return undefined;
  return Refusal.of(
    `${command} works with the bundled providers, but kvm.providers is "registry" for ${listed(addresses)}; ` +
      'use npx cdktf plan, deploy and destroy (docs/providers.md), or choose other hosts with --hosts',
  );
}

/**
 * Why a host out of kvm.host.range cannot be taken down from here: what stands on it was made with registry
 * providers; undefined when none of it was.
 */
export function registryStateRefusal(address: string, project: Project): Refusal | undefined {
  const held = stackIdsOf(stackId(address), 'registry')
    .map((id) => project.stateFile(id))
    .filter(mayHoldSomething);
  if (held.length === 0) return undefined;
  return Refusal.of(
    `${address} holds what was made with registry providers, by ${held.join(' and ')}; retire works with the bundled ones. ` +
      `Put ${address} into kvm.host.range again, with kvm.providers "registry" for it, run "npx cdktf destroy '${stackId(address)}-*'", and take it out again (docs/providers.md); or, if the machine is gone for good, move these files away`,
  );
}

function mayHoldSomething(stateFile: string): boolean {
  const state = readState(stateFile);
  return state !== undefined && (isDamaged(state) || state.resources.length > 0);
}
