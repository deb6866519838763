import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve, sep } from 'node:path';

/**
 * The absolute path of what a name stands for, a name in PATH or a path, as a shell finds it, but never in the
 * current folder for its being that; undefined: it is not there, or no program.
 */
export function programInPath(name: string): string | undefined {
  if (name.includes(sep)) return isProgram(resolve(name)) ? resolve(name) : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
