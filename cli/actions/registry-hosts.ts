import { listed } from '../../lib/config/addressing/host-group';
import { Refusal } from './refusal';
import { HostSpec } from '../../lib/machine/host-spec';

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
