import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorAt } from '../../lib/node/file-fault';
import { pathDistrust } from '../../lib/node/trusted-path';

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

  /** Where they are; undefined while none was made. */
  get folderName(): string | undefined {
    return this.folder;
  }

  /** Plans are used once. */
  remove(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }

  private made(): string {
    return (this.folder ??= privateFolder());
  }
}

function privateFolder(): string {
  const folder = made();
  const distrust = pathDistrust(folder);
  if (!distrust) return folder;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(
    `plans cannot be kept from others: ${distrust.reason}; ${distrust.cure}, or name another folder in TMPDIR`,
  );
}

function made(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'quantum-kvm-plans-'));
  } catch (error) {
    const fault = errorAt(tmpdir(), error);
    throw new Error(`plans cannot be kept: ${fault}, or name another folder in TMPDIR`, {
      cause: error,
    });
  }
}
