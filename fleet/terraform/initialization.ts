import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedStatePath, synthesizedStatePath } from '../../lib/node/terraform/stack-folder';

/** In Terraform's own folder: who removes that removes this too. */
const RECORD = join('.terraform', 'quantum-kvm-initialized');

/**
 * Whether a stack's folder is initialized for what it holds now, and with the state where the stack has it:
 * Terraform goes by what an initialization recorded, also one with other settings. Initialization is the longest part of a
 * run that changes nothing, and depends on nothing but the lock file, the providers, the backend and Terraform.
 */
export class Initialization {
  private readonly record: string;
  private readonly digest: string;

  /** @param terraform name and version of the program */
  constructor(
    private readonly folder: string,
    terraform: string,
  ) {
    this.record = join(folder, RECORD);
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
    if (recordedStatePath(this.folder) !== synthesizedStatePath(this.folder)) return false;
    return existsSync(this.record) && readFileSync(this.record, 'utf8') === this.digest;
  }

  markDone(): void {
    writeFileSync(this.record, this.digest);
  }
}
