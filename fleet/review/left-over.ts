import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HostPlan } from '../../lib/machine/host-spec';
import { STATE_FOLDER, resourceCount } from '../../lib/node/state-file';

/** A state file with resources of a host that is no longer in kvm.host.range. */
export interface LeftOver {
  readonly address: string;
  readonly stateFile: string;
  readonly resources: number;
}

/** What stands in the state folder for hosts that are not among these. Nothing destroys it by itself. */
export function leftOvers(
  plans: readonly Pick<HostPlan, 'stackId'>[],
  folder = STATE_FOLDER,
): LeftOver[] {
  if (!existsSync(folder)) return [];
  const known = new Set(plans.map(({ stackId }) => `${stackId}.tfstate`));
  return readdirSync(folder)
    .filter((name) => /^host-[\d-]+\.tfstate$/.test(name) && !known.has(name))
    .map((name) => ({
      address: name.slice('host-'.length, -'.tfstate'.length).replaceAll('-', '.'),
      stateFile: join(folder, name),
      resources: resourceCount(join(folder, name)),
    }))
    .filter(({ resources }) => resources > 0);
}
