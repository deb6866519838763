import { join } from 'node:path';

/** A script that runs on a host. */
export type HostScriptFile = 'check.sh' | 'install.sh';

/** Path of the script: beside this module, in the source tree as well as in `dist`. */
export function hostScript(file: HostScriptFile): string {
  return join(__dirname, file);
}
