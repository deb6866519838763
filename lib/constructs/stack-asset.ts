import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { writeChanged } from './changed-file';

/**
 * A file or a flat folder that is copied into the stack's folder, in the place and with the hash of cdktf's
 * TerraformAsset. That one reads and hashes its source for every host, and removes and copies it at every synthesis.
 */
export class StackAsset extends Construct {
  /** Relative to the stack's folder. */
  readonly path: string;
  /** Of the contents; a part of the path. */
  readonly hash: string;
  private readonly source: Source;
  private readonly folder: string;

  /** @param path the file or folder, absolute */
  constructor(scope: Construct, id: string, path: string) {
    super(scope, id);
    this.source = sourceAt(path);
    this.hash = this.source.hash;
    this.folder = posix.join('assets', TerraformStack.of(this).getLogicalId(this.node));
    this.path = posix.join(this.folder, this.hash, this.source.fileName);
  }

  /** All in a stack. */
  static of(stack: TerraformStack): StackAsset[] {
    return stack.node.findAll().filter((construct) => construct instanceof StackAsset);
  }

  /** @param stackFolder the stack's folder */
  write(stackFolder: string): void {
    const folder = join(stackFolder, this.folder);
    removeAllBut(this.hash, folder);
    for (const [name, content] of this.source.files) {
      writeChanged(join(folder, this.hash, name), content);
    }
  }
}

interface Source {
  /** Empty for a folder. */
  readonly fileName: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly hash: string;
}

/** Read once, not once per host. */
const sources = new Map<string, Source>();

function sourceAt(path: string): Source {
  const source = sources.get(path) ?? readSource(path);
  sources.set(path, source);
  return source;
}

function readSource(path: string): Source {
  const isFile = statSync(path).isFile();
  const files = isFile ? [path] : filesIn(path);
  const contents = new Map(files.map((file) => [basename(file), readFileSync(file)]));
  const hash = createHash('md5');
  contents.forEach((content) => hash.update(content));
  const fileName = isFile ? basename(path) : '';
  return { fileName, files: contents, hash: hash.digest('hex').toUpperCase() };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

/** What an earlier version of the source has left. */
function removeAllBut(name: string, folder: string): void {
  for (const entry of entriesOf(folder)) {
    if (entry !== name) rmSync(join(folder, entry), { recursive: true });
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
