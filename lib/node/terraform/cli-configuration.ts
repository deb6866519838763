import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Distrust } from '../file/trusted-path';
import { entriesOf } from '../file/folder-entries';

const COMMENTS = /\/\*.*?\*\/|(?:#|\/\/)[^\n]*/gs;
const BLOCK = /^\s*provider_installation\s*\{/m;
const OWN_HOST = 'terraform.local';

/**
 * Why Terraform and OpenTofu do not find the bundled providers: a CLI configuration of the user that says where all
 * providers come from, in which case they do not look beside the stacks. Undefined: none says so.
 * Source: "Provider Installation" in their documentation.
 */
export function hiddenMirror(): Distrust | undefined {
  const file = configurationFiles().find(hides);
  if (file === undefined) return undefined;
  const ours = `["${OWN_HOST}/*/*"]`;
  return {
    reason: `${file} has a provider_installation block, so Terraform does not look for the bundled providers beside the stacks`,
    cure: `add to the block: filesystem_mirror { path = "terraform.d/plugins", include = ${ours} }, each on a line of its own, and exclude = ${ours} to its other parts`,
  };
}

function configurationFiles(): string[] {
  const { TF_CLI_CONFIG_FILE: named, TERRAFORM_CONFIG: alsoNamed } = process.env;
  if (named || alsoNamed) return [named || alsoNamed || ''];
  const folder = join(homedir(), '.terraform.d');
  const further = entriesOf(folder).filter((name) => /^[^.].*\.tfrc(?:\.json)?$/.test(name));
  return [
    ...['.tofurc', '.terraformrc'].map((name) => join(homedir(), name)),
    ...further.map((name) => join(folder, name)),
  ];
}

/** One that names our providers' host has been made for them. */
function hides(file: string): boolean {
  try {
    const text = readFileSync(file, 'utf8').replace(COMMENTS, '');
    return BLOCK.test(text) && !text.includes(OWN_HOST);
  } catch {
    return false;
  }
}
