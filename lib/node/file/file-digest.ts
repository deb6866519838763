import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 256 * 1024;

/** SHA-256 of a file in hexadecimal. It is read piece by piece: an ISO or a provider is larger than all else in memory. */
export function fileDigest(file: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    let length: number;
    while ((length = readSync(descriptor, piece)) > 0) hash.update(piece.subarray(0, length));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
