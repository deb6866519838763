import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { withFile } from './file-fault';

/** Replaces a file in one step: readers see the old content or the new, also after a power failure. */
export function writeAtomically(file: string, content: string | Buffer, mode: number): void {
  const draft = `${file}.${process.pid}.new`;
  try {
    const descriptor = openSync(draft, 'wx', mode);
    try {
      // The umask, which keeps files private, has its say at the opening alone.
      fchmodSync(descriptor, mode);
      withFile(file, () => {
        writeFileSync(descriptor, content);
        fsyncSync(descriptor);
      });
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
