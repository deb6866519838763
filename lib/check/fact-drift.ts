import { ObservedFacts } from '../host-scripts/check-output';
import { FactChange, ToldFact, factChanges } from '../facts/fact-changes';
import { DiskIdentity } from '../facts/disk-identity';
import { HostFacts } from '../facts/host-facts';

/**
 * Facts that no longer hold. What a host has beyond them, as another bridge or disk, makes
 * none of them untrue; whether a disk is blank is known before the VM has it, and not checked again.
 */
export function factDrift(known: HostFacts, observed: ObservedFacts): FactChange<ToldFact>[] {
  const names = new Set(known.bridges.map(({ name }) => name));
  const bridges = observed.bridges.filter(({ name }) => names.has(name));
  const byPath = new Map(observed.disks.map((disk) => [disk.path, disk]));
  const disks = known.disks.flatMap((disk) => {
    const found = byPath.get(disk.path);
    return found ? [{ ...disk, ...identityAsRecorded(disk, found) }] : [];
  });
  return factChanges(known, { ...observed, hostKey: known.hostKey, bridges, disks });
}

/** Without what was not recorded of it. */
function identityAsRecorded(recorded: DiskIdentity, found: DiskIdentity): DiskIdentity {
  return {
    serial: recorded.serial && found.serial,
    wwn: recorded.wwn && found.wwn,
    sizeBytes: found.sizeBytes,
  };
}
