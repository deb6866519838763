import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A script that runs on a host. */
export type HostScriptFile = 'check.sh' | 'install.sh';

/** Folder of a script's files; beside this module, in the source tree as well as in `dist`. */
function folderOf(script: HostScriptFile): string {
  return join(__dirname, script.replace(/\.sh$/, ''));
}

/** The files that make up a script, relative to its folder, in the order of their names. */
export function hostScriptParts(script: HostScriptFile): string[] {
  return readdirSync(folderOf(script)).sort();
}

/** The whole script, to be given to `sh -s`. */
export function hostScriptText(script: HostScriptFile): string {
  return hostScriptParts(script)
    .map((part) => hostScriptPart(script, part))
    .join('\n');
}

/** One file of a script, which must stand for itself. */
export function hostScriptPart(script: HostScriptFile, part: string): string {
  return readFileSync(join(folderOf(script), part), 'utf8');
}
