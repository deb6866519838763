import { printable } from '../../lib/config/printable';
import { ResourceChange } from '../terraform/saved-plan';
import { isCopy } from '../terraform/state-contents';
import { PlannedChange } from './planned-change';
import { stepOf } from './work-order';

/**
 * System disks that are made under a VM that is there: the disk that it had is gone from its pool, as where it was
 * deleted, or where its file system is not mounted.
 */
export function lostDisks(changes: readonly ResourceChange[]): PlannedChange[] {
  const isMade = ({ change }: ResourceChange) =>
    change.actions.length === 1 && change.actions[0] === 'create';
  const made = changes.filter(isMade);
  if (made.some(({ type }) => type === 'libvirt_domain')) return [];
  return made.flatMap((resource) => {
    const {
      type,
      change: { after },
    } = resource;
    if (type !== 'libvirt_volume' || !after || isCopy(after)) return [];
    const disk = printable(`${String(after.pool)}/${String(after.name)}`);
    return [
      {
        text: "the VM's system disk is gone: an empty one takes its place",
        consequence: 'reinstall' as const,
        object: disk,
        step: stepOf(resource),
      },
    ];
  });
}
