import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderFault, folderFaults, foreignFiles } from '../../../lib/node/terraform/stack-folder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-'));
  put('cdk.tf.json', { terraform: { backend: { local: { path: '../a.tfstate' } } } });
  mkdirSync(join(folder, '.terraform'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: object | string): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(join(folder, name), text);
}

test('what synthesis, Terraform, cdktf and editors leave in a folder changes nothing', () => {
  for (const name of [
    'known_hosts',
    '.terraform.lock.hcl',
    'plan',
    'errored.tfstate',
    '.a.tf',
    'a.tf~',
    '#a.tf#',
  ])
    put(name, '');
  put('.terraform/environment', 'default');
  put('.terraform/terraform.tfstate', {
    backend: { type: 'local', config: { path: '../a.tfstate' } },
  });
  expect(folderFaults(folder)).toEqual([]);
});

test.each([
  'override.tf',
  'cdk_override.tf.json',
  'main.tofu',
  'a.tofu.json',
  'terraform.tfvars',
  'terraform.tfvars.json',
  'a.auto.tfvars',
  'a.auto.tfvars.json',
])('%s would be read with the stack', (name) => {
  put(name, '{}');
  expect(foreignFiles(folder)).toEqual([name]);
  expect(folderFault(folder)).toContain(`${join(folder, name)} would change what the stack means`);
});

test('many such files are one sentence', () => {
  for (const name of ['a.tf', 'b.tf', 'c.tf']) put(name, '');
  expect(folderFault(folder)).toContain(`${join(folder, 'a.tf')} (and 2 more such files)`);
});

test('another Terraform would go by the selected workspace', () => {
  put('.terraform/environment', 'prod\n');
  expect(folderFault(folder)).toBeUndefined();
  expect(folderFaults(folder).join()).toContain('selects the workspace "prod"');
});

test('and by where the folder was initialized to have its state', () => {
  put('.terraform/terraform.tfstate', {
    backend: { type: 'local', config: { path: 'b.tfstate' } },
  });
  expect(folderFaults(folder).join()).toContain('says that the state is "b.tfstate"');
});
