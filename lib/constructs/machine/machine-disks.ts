import { DomainDevicesDisks } from '@cdktf/provider-libvirt/lib/domain';
import { FurtherDisk } from './further-disk';
import { ProviderChoice } from '../../config/configuration';
import { diskTarget, furtherDiskIndex } from '../../machine/disk-target';
import { DataDiskSpec, MachineSpec } from '../../machine/host-spec';
import { InstallMedia } from './install-media';
import { SystemDisk } from './system-disk';

/**
 * Boot order disk, then CD-ROM: an empty disk boots the installer, an installed one boots itself.
 * Disks enter by path because AppArmor's helper on Debian and Ubuntu cannot resolve pool volumes.
 */
export function machineDisks(
  machine: MachineSpec,
  systemDisk: SystemDisk,
  installMedia: InstallMedia | undefined,
  providers: ProviderChoice,
  further: readonly FurtherDisk[] = [],
): DomainDevicesDisks[] {
  const { dataDisks } = machine;
  return [
    system(systemDisk),
    ...dataDisks.map(data),
    ...further.map((disk, order) => ofSite(disk, furtherDiskIndex(order, dataDisks.length))),
    cdrom(providers, installMedia),
  ];
}

function system(disk: SystemDisk): DomainDevicesDisks {
  return {
    device: 'disk',
    driver: {
      name: 'qemu',
      type: 'qcow2',
      cache: 'none',
      io: 'native',
      discard: 'unmap',
      ioThread: 1,
    },
    source: { file: { file: disk.path } },
    target: { dev: 'vda', bus: 'virtio' },
    boot: { order: 1 },
  };
}

/** vdb, vdc, … in the order of the spec; the guest knows them by serial. */
function data(disk: DataDiskSpec, index: number): DomainDevicesDisks {
  return {
    device: 'disk',
    driver: { name: 'qemu', type: 'raw', cache: 'none', io: 'native', ioThread: 1 },
    source: { block: { dev: disk.path } },
    target: { dev: diskTarget(index + 1), bus: 'virtio' },
    serial: disk.serial,
  };
}

function ofSite({ path, format, serial }: FurtherDisk, index: number): DomainDevicesDisks {
  return {
    device: 'disk',
    driver: {
      name: 'qemu',
      type: format,
      cache: 'none',
      io: 'native',
      discard: 'unmap',
      ioThread: 1,
    },
    source: { file: { file: path } },
    target: { dev: diskTarget(index), bus: 'virtio' },
    serial,
  };
}

/** The drive is always there, so that a medium can come and go while the guest runs. */
function cdrom(providers: ProviderChoice, media?: InstallMedia): DomainDevicesDisks {
  return {
    device: 'cdrom',
    // Of an empty drive libvirt keeps no type, which fails the registry provider's apply as inconsistent.
    driver: { name: 'qemu', type: media || providers === 'bundled' ? 'raw' : undefined },
    source: media && { file: { file: media.path } },
    target: { dev: 'sda', bus: 'sata' },
    readOnly: true,
    boot: { order: 2 },
  };
}
