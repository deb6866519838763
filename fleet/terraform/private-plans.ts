import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorAt } from '../../lib/node/file/file-fault';
import { pathDistrust } from '../../lib/node/file/trusted-path';
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

  /** Where they are; undefined while none was made. */
  get folderName(): string | undefined {
    return this.folder;
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

/** Longest path of a socket, bytes: sun_path of Linux, without the zero at its end. */
const LONGEST_SOCKET = 107;
/** What Terraform and providers talk over, in TMPDIR. Where that is shorter, `provider/run.go` has a folder of its own there. */
const SOCKET = '/plugin4294967295';
const LONGEST_FOLDER = LONGEST_SOCKET - SOCKET.length;

function privateFolder(): string {
  const length = Buffer.byteLength(resolve(tmpdir()));
  if (length > LONGEST_FOLDER) {
    throw new Error(
      `Terraform cannot reach its providers: the path of TMPDIR, ${tmpdir()}, has ${length} bytes; allowed are ${LONGEST_FOLDER}, for the sockets in it; name a folder with a shorter path in TMPDIR`,
    );
  }
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
    removeAbandonedFolders();
    return makeRunFolder();
  } catch (error) {
    const fault = errorAt(tmpdir(), error);
    throw new Error(`plans cannot be kept: ${fault}, or name another folder in TMPDIR`, {
      cause: error,
    });
  }
}
