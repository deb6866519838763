import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What synthesis writes, and Terraform reads as the stack. */
export const STACK_FILE = 'cdk.tf.json';

/** Further configuration and values of variables, as Terraform and OpenTofu find them in a folder by themselves. */
const READ_WITH_THE_STACK =
  /^(?!\.|#.*#$).*(?:\.(?:tf|tofu)(?:\.json)?|\.auto\.tfvars(?:\.json)?)$|^terraform\.tfvars(?:\.json)?$/;

/** Names of files in the folder of a stack that would change what it means: synthesis has not written them. */
export function foreignFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== STACK_FILE && READ_WITH_THE_STACK.test(name))
    .sort();
}

/** Why a stack's folder is not what was synthesized, in one sentence; undefined: it is. */
export function folderFault(folder: string): string | undefined {
  const [first, ...more] = foreignFiles(folder);
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : ` (and ${more.length} more such files)`;
  return `${join(folder, first)}${others} would change what the stack means: Terraform reads it as a part of it, and it was not synthesized; move it away`;
}

/**
 * Why a Terraform that is not started here would do something else in a stack's folder than the stack says; a
 * sentence each.
 */
export function folderFaults(folder: string): string[] {
  const workspace = selectedWorkspace(folder);
  const recorded = recordedStatePath(folder);
  const record = join(folder, '.terraform');
  return [
    ...[folderFault(folder)].flatMap((fault) => fault ?? []),
    ...(workspace === undefined
      ? []
      : [
          `${join(record, 'environment')} selects the workspace "${workspace}", which has another state; allowed is "default": remove the file`,
        ]),
    ...(recorded === undefined || recorded === synthesizedStatePath(folder)
      ? []
      : [
          `${join(record, 'terraform.tfstate')} says that the state is "${recorded}", which is another one than the stack's; remove ${record}`,
        ]),
  ];
}

/** The workspace that somebody has selected in a stack's folder; undefined: the one that all stacks use. */
export function selectedWorkspace(folder: string): string | undefined {
  const name = textIn(join(folder, '.terraform', 'environment'))?.trim();
  return name === '' || name === 'default' ? undefined : name;
}

/**
 * Where a stack's folder was initialized to have its state, whatever the stack says: Terraform goes by its own
 * record. Undefined: it was not initialized.
 */
export function recordedStatePath(folder: string): string | undefined {
  const text = textIn(join(folder, '.terraform', 'terraform.tfstate'));
  if (text === undefined) return undefined;
  try {
    const { backend } = JSON.parse(text) as BackendRecord;
    return backend?.type === 'local' ? (backend.config?.path ?? '') : `of type ${backend?.type}`;
  } catch {
    return 'unreadable';
  }
}

interface BackendRecord {
  readonly backend?: { readonly type?: string; readonly config?: { readonly path?: string } };
}

/** Where a stack says that its state is, relative to its folder; undefined: nowhere. */
export function synthesizedStatePath(folder: string): string | undefined {
  const { terraform } = JSON.parse(readFileSync(join(folder, STACK_FILE), 'utf8')) as {
    terraform?: { backend?: { local?: { path?: string } } };
  };
  return terraform?.backend?.local?.path;
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
