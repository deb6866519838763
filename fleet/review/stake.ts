import { ResourceChange } from '../terraform/saved-plan';
import { holdsData } from '../terraform/state-contents';

/** What a plan makes and takes on one host, for whoever is to agree to it. */
export interface Stake {
  readonly makesMachine: boolean;
  readonly removesMachine: boolean;
  /** With all that is on it. */
  readonly removesDisk: boolean;
}

export const NOTHING_AT_STAKE: Stake = {
  makesMachine: false,
  removesMachine: false,
  removesDisk: false,
};

export function stakeOf(changes: readonly ResourceChange[]): Stake {
  const machines = changes.filter(({ type }) => type === 'libvirt_domain').map(actionsOf);
  const disks = changes.filter((resource) => resource.change.before && holdsData(resource));
  return {
    makesMachine: machines.includes('create'),
    removesMachine: machines.includes('delete'),
    removesDisk: disks.map(actionsOf).includes('delete'),
  };
}

/** `create`, `delete`, or both for what is replaced. */
function actionsOf({ change }: ResourceChange): string {
  return change.actions.join();
}
