import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FileLock } from '../../lib/node/file/file-lock';
import { recordedStatePath, synthesizedStatePath } from '../../lib/node/terraform/stack-folder';

/** Terraform's own folder. */
const DATA = '.terraform';
/** Who removes that removes this too. */
const RECORD = join(DATA, 'quantum-kvm-initialized');
const LOCK = '.initialization.lock';

/** Another run initializes the same folder in seconds. */
const WAIT_MS = 120_000;

/**
 * Whether a stack's folder is initialized for what it holds now, and with the state where the stack has it:
 * Terraform goes by what an initialization recorded, also one with other settings. Initialization is the longest part of a
 * run that changes nothing, and depends on nothing but the lock file, the providers, the backend and Terraform.
 */
export class Initialization {
  private readonly digest: string;

  /** @param terraform which program, and its version */
  constructor(
    private readonly folder: string,
    terraform: string,
  ) {
    const { terraform: settings } = JSON.parse(
      readFileSync(join(folder, 'cdk.tf.json'), 'utf8'),
    ) as { terraform: unknown };
    this.digest = createHash('sha256')
      .update(terraform)
      .update(readFileSync(join(folder, '.terraform.lock.hcl')))
      .update(JSON.stringify(settings))
      .digest('hex');
  }

  get done(): boolean {
    return this.isDoneIn(this.folder);
  }

  markDone(): void {
    writeFileSync(join(this.folder, RECORD), this.digest);
  }

  /** Initializes, when no other run does so in this folder. @throws when one does not end */
  async alone<T>(initialize: () => Promise<T>): Promise<T> {
    const file = join(this.folder, LOCK);
    const lock = await FileLock.takeWithin(file, WAIT_MS);
    if (!lock) throw new Error(`another run has not ended "terraform init" in ${this.folder}`);
    try {
      return await initialize();
    } finally {
      lock.release();
    }
  }

  /** Takes over what Terraform made for the same in one of these folders; says whether there was one. */
  copyFrom(folders: readonly string[]): boolean {
    const from = folders.find((folder) => this.isDoneIn(folder));
    if (from === undefined) return false;
    const draft = mkdtempSync(join(this.folder, '.terraform-'));
    try {
      cpSync(join(from, DATA), draft, { recursive: true, verbatimSymlinks: true });
      rmSync(join(this.folder, DATA), { recursive: true, force: true });
      renameSync(draft, join(this.folder, DATA));
      return true;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }

  private isDoneIn(folder: string): boolean {
    if (recordedStatePath(folder) !== synthesizedStatePath(this.folder)) return false;
    const record = join(folder, RECORD);
    return existsSync(record) && readFileSync(record, 'utf8') === this.digest;
  }
}
