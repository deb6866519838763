import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathDistrust } from '../../lib/node/trusted-path';
import { makeRunFolder, removeAbandonedFolders } from './run-folder';

/**
 * The plans of one run, in a folder that no other user can enter: the file whose changes were shown is the file
 * that is applied.
 */
export class PrivatePlans {
  private folder?: string;

  /** The plan of a stack, absolute. @throws when there is no place that others cannot change */
  file(stackId: string): string {
    return join(this.made(), `${stackId}.tfplan`);
  }

  /** Where a plan of the stack that was reviewed is copied to. @throws as {@link file} */
  reviewedFile(stackId: string): string {
    return join(this.made(), `${stackId}.reviewed.tfplan`);
  }

  /** Plans are used once. What killed processes have left goes with them. */
  remove(): void {
    if (this.folder === undefined) return;
    rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
    removeAbandonedFolders();
  }

  private made(): string {
    return (this.folder ??= privateFolder());
  }
}

function privateFolder(): string {
  removeAbandonedFolders();
  const folder = makeRunFolder();
  const distrust = pathDistrust(folder);
  if (!distrust) return folder;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(
    `plans cannot be kept from others: ${distrust.reason}; ${distrust.cure}, or name another folder in TMPDIR`,
  );
}
