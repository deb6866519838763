import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** During each test of a file PATH is a new, empty folder, and no variable names Terraform's program. */
export function ownPath(): { readonly folder: string } {
  const { PATH, TERRAFORM_BINARY_NAME } = process.env;
  const own = { folder: '' };
  beforeEach(() => {
    own.folder = mkdtempSync(join(tmpdir(), 'path-'));
    process.env.PATH = own.folder;
    delete process.env.TERRAFORM_BINARY_NAME;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    if (TERRAFORM_BINARY_NAME === undefined) delete process.env.TERRAFORM_BINARY_NAME;
    else process.env.TERRAFORM_BINARY_NAME = TERRAFORM_BINARY_NAME;
    rmSync(own.folder, { recursive: true });
  });
  return own;
}
