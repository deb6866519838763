import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HostSpec } from '../../lib/machine/host-spec';
import { STATE_FOLDER, resourceCount } from '../../lib/node/state-file';

/** A state file with resources of a host that is no longer in kvm.host.range. */
export interface LeftOver {
  readonly address: string;
  readonly stateFile: string;
  readonly resources: number;
}

/** What stands in the state folder for hosts that are not among these. Nothing destroys it by itself. */
export function leftOvers(
  specs: readonly Pick<HostSpec, 'stackId'>[],
  folder = STATE_FOLDER,
): LeftOver[] {
  if (!existsSync(folder)) return [];
  const known = new Set(specs.map(({ stackId }) => `${stackId}.tfstate`));
  return readdirSync(folder)
    .filter((name) => /^host-[\d-]+\.tfstate$/.test(name) && !known.has(name))
    .map((name) => ({
      address: name.slice('host-'.length, -'.tfstate'.length).replaceAll('-', '.'),
      stateFile: join(folder, name),
      resources: resourceCount(join(folder, name)),
    }))
    .filter(({ resources }) => resources > 0);
}
