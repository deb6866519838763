import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hiddenMirror } from '../../../lib/node/terraform/cli-configuration';

const BLOCK = 'provider_installation {\n  direct {\n  }\n}\n';
const NAMES = ['TF_CLI_CONFIG_FILE', 'TERRAFORM_CONFIG'] as const;

let home: string;
let before: (string | undefined)[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  jest.spyOn(os, 'homedir').mockReturnValue(home);
  before = NAMES.map((name) => process.env[name]);
  NAMES.forEach((name) => Reflect.deleteProperty(process.env, name));
});
afterEach(() => {
  jest.restoreAllMocks();
  NAMES.forEach((name, i) => {
    if (before[i] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[i];
  });
  rmSync(home, { recursive: true });
});

function write(name: string, text: string): string {
  const file = join(home, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test.each(['.terraformrc', '.tofurc', '.terraform.d/site.tfrc'])(
  'a block in ~/%s hides the providers',
  (name) => {
    const file = write(name, BLOCK);
    expect(hiddenMirror()).toEqual({
      reason: expect.stringContaining(`${file} has a provider_installation block`),
      cure: expect.stringContaining('path = "terraform.d/plugins"'),
    });
  },
);

test.each(NAMES)('where %s names a file, that alone counts', (variable) => {
  write('.terraformrc', BLOCK);
  process.env[variable] = write('elsewhere', 'disable_checkpoint = true\n');
  expect(hiddenMirror()).toBeUndefined();
  process.env[variable] = write('other', BLOCK);
  expect(hiddenMirror()?.reason).toContain(join(home, 'other'));
  process.env[variable] = join(home, 'missing');
  expect(hiddenMirror()).toBeUndefined();
});

test.each([
  ['nothing', ''],
  [
    'a block in a comment',
    `/*\n${BLOCK}*/\n# provider_installation {\n// provider_installation {\n`,
  ],
  [
    'a block that names our providers',
    BLOCK.replace('direct', 'filesystem_mirror { include = ["terraform.local/*/*"] }\n  direct'),
  ],
])('%s hides nothing', (_, text) => {
  write('.terraformrc', text);
  expect(hiddenMirror()).toBeUndefined();
});
