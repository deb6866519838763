import { join } from 'node:path';

/** A script that runs on a host. */
export type HostScriptName = 'check' | 'install';

/** Path of the script: beside this module, in the source tree as well as in `dist`. */
export function hostScript(name: HostScriptName): string {
  return join(__dirname, `${name}.sh`);
}
