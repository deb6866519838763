import { DataDisks } from '../config/configuration';
import { firstOf } from '../config/printable';
import { isIdentified, isSameDisk } from '../facts/disk-identity';
import { DiskFacts } from '../facts/host-facts';
import { ObservedDisk } from '../host-scripts/check-output';
import { CheckRecord, warn } from '../host-scripts/check-record';
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
  const chosen = new Set(dataDisks(choice, known).map(({ path }) => path));
  const recordedAt = new Map(known.map((disk) => [disk.path, disk]));
  const found = observed.map((disk): DiskFacts => {
    const before = recordedAt.get(disk.path);
    if (!before || !isReplaced(before, disk)) return sameDisk(disk, before);
    return accepted || !chosen.has(disk.path) ? otherDisk(disk) : before;
  });
  const paths = new Set(found.map(({ path }) => path));
  const missing = known.filter(({ path }) => chosen.has(path) && !paths.has(path));
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

/** Blank disks are asked for by what they are, so that a host which has none shows nowhere else before its plan. */
export function blankDiskRecords(
  choice: DataDisks,
  disks: readonly Pick<DiskFacts, 'path' | 'blank'>[],
): CheckRecord[] {
  if (choice.kind !== 'blank' || disks.some(({ blank }) => blank)) return [];
  const has =
    disks.length === 0
      ? 'no disk with a lasting name that a VM may have'
      : `no blank disk (not blank: ${firstOf(disks.map(({ path }) => path))})`;
  return [
    warn(
      'disk.blank',
      `kvm.data.disks is "blank", and the host has ${has}; a deployment of it is refused`,
      'attach a blank disk, or run "wipefs -a DISK" on the host for one of which nothing is needed; or set kvm.data.disks to none for this host; then run "quantum-kvm check"',
    ),
  ];
}
