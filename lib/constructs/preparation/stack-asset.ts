import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { entriesOf } from '../../node/file/folder-entries';

/** The content of an asset: read and hashed once, not once per host. */
export class AssetContent {
  readonly hash: string;

  constructor(
    readonly fileName: string,
    readonly text: string,
  ) {
    this.hash = createHash('md5').update(text).digest('hex').toUpperCase();
  }
}

/**
 * A file in the stack's folder, in the place of cdktf's TerraformAsset. That one reads and hashes its source for
 * every host, and removes and copies it at every synthesis.
 */
export class StackAsset extends Construct {
  /** Relative to the stack's folder. */
  readonly path: string;
  private readonly folder: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly content: AssetContent,
  ) {
    super(scope, id);
    this.folder = posix.join('assets', TerraformStack.of(this).getLogicalId(this.node));
    this.path = posix.join(this.folder, content.hash, content.fileName);
  }

  /** All in a stack. */
  static of(stack: TerraformStack): StackAsset[] {
    return stack.node.findAll().filter((construct) => construct instanceof StackAsset);
  }

  get text(): string {
    return this.content.text;
  }

  /** Removes what earlier versions of the content have left in the stack's folder. */
  removeEarlier(stackFolder: string): void {
    removeAllBut(this.content.hash, join(stackFolder, this.folder));
  }
}

function removeAllBut(name: string, folder: string): void {
  for (const entry of entriesOf(folder)) {
    if (entry !== name) rmSync(join(folder, entry), { recursive: true });
  }
}
