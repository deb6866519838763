import { shellWord } from '../../lib/host-scripts/shell-environment';

/** Plans that are kept in a folder, for who reviews them and who applies them. */
export interface KeptPlans {
  /** The folder, as the operator named it. */
  readonly folder: string;
  /** SHA-256 of all that is in the folder, 64 hexadecimal digits. */
  readonly digest: string;
}

/** Hexadecimal digits of a digest that a person compares with another. */
const SHOWN = 16;

/** Said by `plan` and by `deploy --plan` in the same words: equal lines are equal plans. */
export function keptPlansText({ folder, digest }: KeptPlans): string {
  return `plans in ${folder}: ${shortDigest(digest)}`;
}

/** `sha256:2cf24dba5fb0a30e` */
export function shortDigest(digest: string): string {
  return `sha256:${digest.slice(0, SHOWN)}`;
}

/** The command that applies these plans and nothing else, as a shell reads it. */
export function applyCommand({ folder }: KeptPlans, config?: string): string {
  return commandText(['deploy', '--plan', operand(folder)], config);
}

/** The command that plans the same hosts once more and applies what it has shown, as a shell reads it. */
export function deployCommand({
  hosts,
  config,
}: {
  readonly hosts?: string;
  readonly config?: string;
}): string {
  return commandText(['deploy', ...(hosts === undefined ? [] : ['--hosts', hosts])], config);
}

function commandText(words: readonly string[], config: string | undefined): string {
  return ['quantum-kvm', ...words, ...(config === undefined ? [] : ['--config', operand(config)])]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shellWord(word)))
    .join(' ');
}

/** A path that is not taken for an option. */
function operand(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}
