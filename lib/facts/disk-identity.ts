/** What the kernel of a host tells of a disk, whatever link leads to it. */
export interface DiskIdentity {
  /** Serial number; absent when the kernel tells none that tells the disk from others. */
  readonly serial?: string;
  /** World-wide name, as `naa.5000c500a1b2c3d4`; absent likewise. */
  readonly wwn?: string;
  readonly sizeBytes: number;
}

/** Whether it says which disk it is. */
export function isIdentified({ serial, wwn }: DiskIdentity): boolean {
  return serial !== undefined || wwn !== undefined;
}

/** Whether the disk that was found is the recorded one; what was not recorded is not compared. */
export function isSameDisk(recorded: DiskIdentity, found: DiskIdentity): boolean {
  return (
    (recorded.serial ?? found.serial) === found.serial &&
    (recorded.wwn ?? found.wwn) === found.wwn &&
    recorded.sizeBytes === found.sizeBytes
  );
}

/** As the host scripts write it. */
export function identityText({ serial = '', wwn = '', sizeBytes }: DiskIdentity): string {
  return `serial=${serial},wwn=${wwn},bytes=${sizeBytes}`;
}
