import { printable } from '../../lib/config/printable';
import { Attributes, ResourceChange } from '../terraform/saved-plan';
import { isFurtherVolume, isNewDisk } from '../terraform/state-contents';
import { field, list } from './attribute-values';
import { PlannedChange } from './planned-change';
import { stepOf } from './work-order';

/**
 * What is made in place of a VM or a system disk that was there and is gone from its host, as where the host was
 * installed again, where they were deleted by hand, or where a file system is not mounted. The plan of it alone
 * reads like that of a new host.
 */
export function goneFromHost(changes: readonly ResourceChange[]): PlannedChange[] {
  const made = changes.filter(({ change }) => change.actions.join() === 'create');
  const machine = made.find(({ type }) => type === 'libvirt_domain');
  const disk = changes.find(isNewDisk);
  return [
    ...goneGuest(machine, disk),
    ...made.filter((change) => change.lost && isFurtherVolume(change)).map(goneVolume),
    ...(machine?.lost ? dataDisks(machine, machine.lost) : []),
  ];
}

function goneGuest(machine?: ResourceChange, disk?: ResourceChange): PlannedChange[] {
  const name = printable(String(machine?.change.after?.name));
  if (!disk) {
    if (!machine?.lost) return [];
    const text = 'the VM is gone from the host: made anew with its system disk, which is there';
    return [{ text, consequence: 'none', object: name, step: stepOf(machine) }];
  }
  const { pool, name: volume } = disk.change.after ?? {};
  const object = printable(`${String(pool)}/${String(volume)}`);
  const reinstalled = { consequence: 'reinstall' as const, step: stepOf(disk) };
  if (machine?.lost) {
    const text =
      'the VM and its system disk are gone from the host: made anew, the guest is installed again';
    return [{ text, object: name, ...reinstalled }];
  }
  if (!machine || disk.lost) {
    const text =
      'the system disk is gone from the host: an empty one takes its place, the guest is installed again';
    return [{ text, object, ...reinstalled }];
  }
  return [];
}

function goneVolume(volume: ResourceChange): PlannedChange {
  const text = 'the volume is gone from the host: a new one takes its place';
  const object = printable(String(volume.change.after?.name));
  return { text, object, consequence: 'none', step: stepOf(volume) };
}

/** Block devices of the host that the VM had and gets again. */
function dataDisks(machine: ResourceChange, lost: Attributes): PlannedChange[] {
  const had = new Set(blockDevices(lost));
  return blockDevices(machine.change.after ?? {})
    .filter((path) => had.has(path))
    .map((path) => ({
      text: 'data disk given to the VM that is made anew, with what is on it',
      ...{ object: printable(path), property: 'kvm.data.disks' },
      ...{ consequence: 'none', step: stepOf(machine) },
    }));
}

function blockDevices({ devices }: Attributes): string[] {
  return list(field(devices, 'disks')).flatMap((disk) => {
    const path = field(disk, 'source', 'block', 'dev');
    return typeof path === 'string' ? [path] : [];
  });
}
