import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, ownIdentity } from '../../lib/node/process-identity';

/**
 * Temporary folders that no other user can enter: of this process, for its plans, and of the process that serves
 * the providers to a Terraform, for its sockets (`provider/run_folder.go`). The name says whose one is.
 */
const NAME = /^quantum-kvm-([0-9a-z.]+)-[A-Za-z0-9]+$/;
const OTHERS = 0o077;

/** Makes one for this process. */
export function makeRunFolder(): string {
  return mkdtempSync(join(tmpdir(), `quantum-kvm-${ownIdentity()}-`));
}

/** Removes those of this user whose processes were killed: they could not do it. */
export function removeAbandonedFolders(): void {
  const parent = tmpdir();
  for (const name of readdirSync(parent)) {
    const owner = NAME.exec(name)?.[1];
    if (owner !== undefined && isAbandoned(join(parent, name), owner)) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

/** In a folder that others can write to, a name says nothing, but who made the entry does. */
function isAbandoned(folder: string, owner: string): boolean {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  if (!status?.isDirectory() || status.uid !== process.geteuid?.()) return false;
  return (status.mode & OTHERS) === 0 && hasEnded(owner);
}
