import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { entriesOf } from '../lib/node/file/folder-entries';
import { errorAt } from '../lib/node/file/file-fault';
import { writeChanged } from '../lib/node/file/changed-file';
import { erroredStateIn } from '../lib/node/terraform/errored-state';
import { folderFault } from '../lib/node/terraform/stack-folder';
import { ProviderMirror } from '../lib/node/provider/provider-mirror';

/** Characters of a folder's name: enough that no two contents of one host share it. */
const NAME_LENGTH = 16;

/**
 * The synthesized stack of one host, in a folder named by its content. So the folder never changes: runs with
 * other configurations have other folders, and a run finds its own as it has synthesized it, however long it
 * waits for an answer. Runs with the same content share it, with what `terraform init` has made there.
 */
export class SynthesizedStack {
  /** Absolute. */
  readonly path: string;
  private putFault?: string;

  /**
   * @param parent holds all that were synthesized for the host
   * @param files texts by path, relative to the folder
   * @param mirror of the providers that Terraform starts there. @default - it has them from elsewhere
   */
  constructor(
    private readonly parent: string,
    private readonly files: ReadonlyMap<string, string>,
    private readonly mirror?: ProviderMirror,
  ) {
    this.path = join(parent, nameOf(files));
  }

  /** Makes it in one step, or completes what is there. Where that cannot be done, {@link fault} says why. */
  put(): void {
    try {
      if (!existsSync(this.path)) this.make();
      this.write(this.path);
      this.mirror?.linkFrom(this.path);
      const now = new Date();
      utimesSync(this.path, now, now);
    } catch (error) {
      this.putFault = `the stack cannot be written: ${errorAt(this.parent, error)}`;
    }
  }

  /** Why Terraform would not do there what was synthesized. */
  fault(): string | undefined {
    if (this.putFault !== undefined) return this.putFault;
    const changed = [...this.files].find(([name, text]) => textOf(join(this.path, name)) !== text);
    if (changed) {
      return `${join(this.path, changed[0])} was changed or removed after it was synthesized; nothing was done; run the command again`;
    }
    return folderFault(this.path);
  }

  /** The folders of the same host's other contents. */
  get others(): string[] {
    if (this.putFault !== undefined) return [];
    return entriesOf(this.parent)
      .map((name) => join(this.parent, name))
      .filter((path) => path !== this.path);
  }

  /** Removes others that nobody has used since; never one that holds a state which Terraform could not write. */
  removeOthers(before: Date): void {
    for (const folder of this.others) {
      if (mayHoldState(folder)) continue;
      const status = statSync(folder, { throwIfNoEntry: false });
      if (status && status.mtime < before) rmSync(folder, { recursive: true, force: true });
    }
  }

  private make(): void {
    mkdirSync(this.parent, { recursive: true });
    const draft = mkdtempSync(join(this.parent, '.new-'));
    try {
      this.write(draft);
      renameSync(draft, this.path);
    } catch (error) {
      rmSync(draft, { recursive: true });
      // Another run was quicker.
      if (!existsSync(this.path)) throw error;
    }
  }

  private write(folder: string): void {
    for (const [name, text] of this.files) writeChanged(join(folder, name), text);
  }
}

function mayHoldState(folder: string): boolean {
  try {
    return erroredStateIn([folder]) !== undefined;
  } catch {
    return true;
  }
}

function nameOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const name of [...files.keys()].sort()) {
    const text = files.get(name) ?? '';
    hash.update(`${name}\0${text.length}\0`).update(text);
  }
  return hash.digest('hex').slice(0, NAME_LENGTH);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
