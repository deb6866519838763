import { DataDisks } from '../config/configuration';
import { isIdentified, isSameDisk } from '../facts/disk-identity';
import { DiskFacts } from '../facts/host-facts';
import { ObservedDisk } from '../host-scripts/check-output';
import { dataDisks } from '../machine/data-disks';

/**
 * The disks to be recorded of a host. A chosen disk whose name leads to another one, or is not found, stays
 * recorded as it was: what was reviewed must leave neither the plan nor the file unseen.
 *
 * @param accepted whether other disks under the names of chosen ones are accepted
 */
export function diskFacts(
  observed: readonly ObservedDisk[],
  known: readonly DiskFacts[],
  choice: DataDisks,
  accepted: boolean,
): DiskFacts[] {
  const chosen = dataDisks(choice, known).map(({ path }) => path);
  const found = observed.map((disk): DiskFacts => {
    const before = known.find(({ path }) => path === disk.path);
    if (!before || !isReplaced(before, disk)) return sameDisk(disk, before);
    return accepted || !chosen.includes(disk.path) ? otherDisk(disk) : before;
  });
  const paths = new Set(found.map(({ path }) => path));
  const missing = known.filter(({ path }) => chosen.includes(path) && !paths.has(path));
  return [...found, ...missing];
}

function isReplaced(before: DiskFacts, now: ObservedDisk): boolean {
  return isIdentified(before) && !isSameDisk(before, now);
}

/**
 * A disk recorded as blank stays so, whatever the VM has written since. One that carried data and is
 * empty now, or is new, is offered as a change; one that the VM has already was blank when it got it.
 */
function sameDisk(disk: ObservedDisk, before: DiskFacts | undefined): DiskFacts {
  const blank = before?.blank || disk.state === 'blank' || (disk.state === 'vm' && !before);
  return recorded(disk, blank);
}

/** What was known of the disk before it says nothing about this one. */
function otherDisk(disk: ObservedDisk): DiskFacts {
  return recorded(disk, disk.state === 'blank');
}

function recorded({ state: _, ...disk }: ObservedDisk, blank: boolean): DiskFacts {
  return { ...disk, blank };
}
