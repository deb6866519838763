import { existsSync, readdirSync } from 'node:fs';
import { HostSpec } from '../../lib/machine/host-spec';
import { addressOfStack } from '../../lib/machine/stack-id';
import { Project } from '../../lib/node/project';
import { resourceCount } from '../../lib/node/state-file';

/** A state file with resources of a host that is no longer in kvm.host.range. */
export interface LeftOver {
  readonly address: string;
  readonly stateFile: string;
  readonly resources: number;
}

/** What stands in the state folder for other hosts than these. Nothing destroys it by itself. */
export function leftOvers(
  specs: readonly Pick<HostSpec, 'stackId'>[],
  project: Project,
): LeftOver[] {
  if (!existsSync(project.stateFolder)) return [];
  const known = new Set(specs.map((spec) => addressOfStack(spec.stackId)));
  return readdirSync(project.stateFolder)
    .flatMap((name) => Project.stackIdOf(name) ?? [])
    .flatMap((id) => leftOver(id, project.stateFile(id)))
    .filter(({ address, resources }) => resources > 0 && !known.has(address));
}

function leftOver(stackId: string, stateFile: string): LeftOver[] {
  const address = addressOfStack(stackId);
  return address === undefined ? [] : [{ address, stateFile, resources: resourceCount(stateFile) }];
}
