import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A script that runs on a host: a file, or a folder of the parts it is made of. */
export type HostScriptName = 'check' | 'install.sh';

/** Path of the script: beside this module, in the source tree as well as in `dist`. */
export function hostScript(name: HostScriptName): string {
  return join(__dirname, name);
}

/** The files that make up a script, in the order of their names; a file is all of itself. */
export function scriptFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => join(path, name));
}

/** The whole text of a script. */
export function hostScriptText(name: HostScriptName): string {
  return scriptFiles(hostScript(name))
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
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
