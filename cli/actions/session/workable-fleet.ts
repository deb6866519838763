import { existsSync } from 'node:fs';
import { HostSpec } from '../../../lib/machine/host-spec';
import { deploymentKeyFile } from '../../../lib/node/deployment-key';
import { FleetInput, UnusableHost, missingKeyRefusal } from './fleet-input';
import { Refusal } from './refusal';
import { registryRefusal } from './registry-hosts';

/**
 * The fleet without the hosts that a command cannot run Terraform for, each of which fails with its reason; refused
 * where that leaves none.
 */
export function workableFleet(command: string, fleet: FleetInput): FleetInput | Refusal {
  const { specs, input } = fleet;
  const unusable: UnusableHost[] = [];
  const usable = specs.filter((spec) => {
    const cause = obstacle(command, spec, (file) => input.project.path(file));
    if (cause === undefined) return true;
    const { address, machine } = spec;
    unusable.push({ address, machineName: machine.name, cause, problems: [] });
    return false;
  });
  if (unusable.length === 0) return fleet;
  const refusal = registryRefusal(command, specs) ?? missingKeyRefusal(command, fleet);
  if (usable.length === 0 && refusal) return refusal;
  return { ...fleet, specs: usable, failed: [...fleet.failed, ...unusable] };
}

function obstacle(
  command: string,
  { stackId, providers, login }: HostSpec,
  path: (file: string) => string,
): string | undefined {
  if (providers === 'registry') {
    return `${command} works with the bundled providers, but kvm.providers is "registry" for this host; use npx cdktf plan, deploy and destroy with '${stackId}-*' (docs/providers.md)`;
  }
  const keyFile = path(deploymentKeyFile(login));
  if (existsSync(keyFile)) return undefined;
  return `${command} logs in with the deployment's private key, and that of this host, ${keyFile}, is not there; run it where the key is, or correct login.key.file`;
}
