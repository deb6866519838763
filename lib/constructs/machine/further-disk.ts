import { Volume } from '@cdktf/provider-libvirt/lib/volume';
import { SERIAL_LENGTH } from '../../machine/data-disks';
import { reference } from '../expression';

/** A volume that a site has made, as a disk of the VM. */
export interface FurtherDiskProps {
  /** A libvirt volume on the same host. */
  readonly volume: Volume;
  /** Serial number under which the guest sees the disk: 1 to 20 letters, digits, and `_.-`; no two disks of a VM have the same. */
  readonly serial: string;
  /** How the volume is read: as its own format says, where it has one. @default - the volume's, or raw */
  readonly format?: DiskFormat;
}

/** Formats of a file that a disk of a VM can have. */
export type DiskFormat = 'raw' | 'qcow2';

/** A disk that a site adds to a VM, with concrete values. */
export interface FurtherDisk {
  /** Terraform's reference to the path on the host. */
  readonly path: string;
  readonly format: DiskFormat;
  readonly serial: string;
}

/** @throws when the serial number or the format is none that a disk can have */
export function furtherDisk({ volume, serial, format }: FurtherDiskProps): FurtherDisk {
  if (!SERIAL.test(serial)) {
    throw new Error(
      `addDisk: the serial number ${JSON.stringify(serial)} is not allowed; allowed are 1 to ${SERIAL_LENGTH} letters, digits, "_", "." and "-"; choose another one`,
    );
  }
  const read = format ?? volume.target.format.typeInput ?? 'raw';
  if (read !== 'raw' && read !== 'qcow2') {
    throw new Error(
      `addDisk: the format ${JSON.stringify(read)} of the disk ${serial} is not allowed; allowed are "raw" and "qcow2"; say format: 'raw' or 'qcow2'`,
    );
  }
  return { path: reference(volume, 'path'), format: read, serial };
}

const SERIAL = new RegExp(`^[A-Za-z0-9_.-]{1,${SERIAL_LENGTH}}$`);
