import { createHash } from 'node:crypto';
import {
  BigIntStats,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  readlinkSync,
} from 'node:fs';
import { programFile } from './bundled-provider';
import { RESTORE_PROGRAM, recordedDigest } from './provider-digest';
import { Distrust, isDistrust, pathDistrust } from '../file/trusted-path';

const PIECE_BYTES = 1024 * 1024;

/**
 * The program of the bundled provider, verified. It stays open, and is started by its descriptor: no other file
 * can take its place in between, and one that is written to in place is verified again.
 */
export class ProviderProgram {
  private constructor(
    /** Where it stands. */
    readonly file: string,
    private readonly descriptor: number,
    private readonly digest: string,
    private verified: string,
  ) {}

  /** Opens the program, if it is what this package was built with and nobody else's to change. */
  static open(): ProviderProgram | Distrust {
    const digest = recordedDigest();
    if (isDistrust(digest)) return digest;
    const file = programFile();
    if (!existsSync(file)) return { reason: `${file} is missing`, cure: RESTORE_PROGRAM };
    const distrust = pathDistrust(file);
    if (distrust) return distrust;
    const descriptor = openSync(file, constants.O_RDONLY);
    const identity = identityOf(descriptor);
    const found = digestOf(descriptor);
    if (found === digest) return new ProviderProgram(file, descriptor, digest, identity);
    closeSync(descriptor);
    return {
      reason: `${file} is not the program that this package was built with: its SHA-256 is ${found}, recorded is ${digest}`,
      cure: `see who wrote it, then ${RESTORE_PROGRAM}`,
    };
  }

  /** What to start, by the number that /proc has for this process. @throws when it has been changed, and is no longer what was verified */
  get command(): string {
    const identity = identityOf(this.descriptor);
    if (identity !== this.verified) {
      const distrust = pathDistrust(this.file);
      if (distrust) throw new Error(distrust.reason);
      if (digestOf(this.descriptor) !== this.digest) {
        throw new Error(`${this.file} was changed while this program ran; it is not started`);
      }
      this.verified = identity;
    }
    return `/proc/${readlinkSync('/proc/self')}/fd/${this.descriptor}`;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** What the kernel changes with the file: nobody can set the time of its last change. */
function identityOf(descriptor: number): string {
  const { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats = fstatSync(descriptor, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** SHA-256 in hexadecimal. It is read piece by piece: a provider is larger than all else in memory. */
function digestOf(descriptor: number): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let position = 0;
  for (;;) {
    const length = readSync(descriptor, piece, 0, piece.length, position);
    if (length === 0) return hash.digest('hex');
    hash.update(piece.subarray(0, length));
    position += length;
  }
}
