import { existsSync, readdirSync } from 'node:fs';
import { otherConfigurations } from '../../lib/config/other-configurations';
import { HostSpec } from '../../lib/machine/host-spec';
import { addressOfStack } from '../../lib/machine/stack-id';
import { Project } from '../../lib/node/project';
import { readState } from '../../lib/node/terraform/state-file';
import { isDamaged } from '../../lib/node/terraform/state-text';

/** A state file with resources, or with what cannot be read, of a host that is no longer in kvm.host.range. */
export interface LeftOver {
  readonly address: string;
  readonly stateFile: string;
  readonly resources: number;
  /** Why it is not known what the file holds. @default - it is */
  readonly fault?: string;
  /** Another XML of the project that has the host in its range. @default - none */
  readonly configuredBy?: string;
}

/** What stands in the state folder for other hosts than these. Nothing destroys it by itself. */
export function leftOvers(
  specs: readonly Pick<HostSpec, 'stackId'>[],
  project: Project,
): LeftOver[] {
  if (!existsSync(project.stateFolder)) return [];
  const known = new Set(specs.map((spec) => addressOfStack(spec.stackId)));
  const found = readdirSync(project.stateFolder)
    .flatMap((name) => Project.stackIdOf(name) ?? [])
    .flatMap((id) => leftOver(id, project.stateFile(id)))
    .filter(({ resources, fault }) => resources > 0 || fault !== undefined)
    .filter(({ address }) => !known.has(address));
  if (found.length === 0) return [];
  const others = otherConfigurations(project.configFile);
  return found.map((host) => {
    const configuredBy = others.get(host.address);
    return configuredBy === undefined ? host : { ...host, configuredBy };
  });
}

function leftOver(stackId: string, stateFile: string): LeftOver[] {
  const address = addressOfStack(stackId);
  if (address === undefined) return [];
  const state = readState(stateFile);
  if (!state) return [];
  if (isDamaged(state)) return [{ address, stateFile, resources: 0, fault: state.damage }];
  return [{ address, stateFile, resources: state.resources.length }];
}
