import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A script that runs on a host. */
export type HostScriptFile = 'check.sh' | 'install.sh';

/** Path of a script: a file, or the folder of its name; beside this module, in the source tree as well as in `dist`. */
export function hostScript(script: HostScriptFile): string {
  const file = join(__dirname, script);
  return existsSync(file) ? file : file.replace(/\.sh$/, '');
}

/** The files that make up a script, relative to its folder, in the order of their names; none: it is one file. */
export function hostScriptParts(script: HostScriptFile): string[] {
  const path = hostScript(script);
  return path.endsWith('.sh') ? [] : readdirSync(path).sort();
}

/** The whole script, to be given to `sh -s`. */
export function hostScriptText(script: HostScriptFile): string {
  const path = hostScript(script);
  const parts = hostScriptParts(script).map((part) => join(path, part));
  return (parts.length > 0 ? parts : [path]).map((part) => readFileSync(part, 'utf8')).join('\n');
}

/** One file of a script, which must stand for itself. */
export function hostScriptPart(script: HostScriptFile, part: string): string {
  return readFileSync(join(hostScript(script), part), 'utf8');
}

/** Lines that give a script its parameters when they stand before it. */
export function exportLines(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}

/** One word of a POSIX shell, whatever it holds. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
