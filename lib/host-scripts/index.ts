import { join } from 'node:path';

/** A script that runs on a host. */
export type HostScriptFile = 'check.sh' | 'install.sh';

/** Path of the script: beside this module, in the source tree as well as in `dist`. */
export function hostScript(file: HostScriptFile): string {
  return join(__dirname, file);
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
