import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cdktfBinaryNotes } from '../../../lib/node/terraform/cdktf-binary';

let folder: string;
const { PATH, TERRAFORM_BINARY_NAME } = process.env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdktf-binary-'));
  process.env.PATH = folder;
  delete process.env.TERRAFORM_BINARY_NAME;
});
afterEach(() => {
  process.env.PATH = PATH;
  if (TERRAFORM_BINARY_NAME !== undefined)
    process.env.TERRAFORM_BINARY_NAME = TERRAFORM_BINARY_NAME;
  else delete process.env.TERRAFORM_BINARY_NAME;
  rmSync(folder, { recursive: true });
});

const install = (name: string) => writeFileSync(join(folder, name), '', { mode: 0o755 });

test('where only tofu is in PATH, cdktf is to be given its name', () => {
  install('tofu');
  expect(cdktfBinaryNotes()).toEqual([
    'note: only tofu is in PATH: cdktf needs TERRAFORM_BINARY_NAME=tofu; run "export TERRAFORM_BINARY_NAME=tofu" first',
  ]);
  process.env.TERRAFORM_BINARY_NAME = '';
  expect(cdktfBinaryNotes()).toHaveLength(1);
});

test.each<[string, () => void]>([
  ['terraform is there too', () => install('terraform')],
  ['the variable names a program', () => (process.env.TERRAFORM_BINARY_NAME = 'tofu')],
])('nothing is said where %s', (_, change) => {
  install('tofu');
  change();
  expect(cdktfBinaryNotes()).toEqual([]);
});

test('where there is neither, no name helps', () => expect(cdktfBinaryNotes()).toEqual([]));
