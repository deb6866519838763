import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cdktfBinaryNotes } from '../../../lib/node/terraform/cdktf-binary';
import { ownPath } from './own-path';

const path = ownPath();

const install = (name: string) => writeFileSync(join(path.folder, name), '', { mode: 0o755 });

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
