import { throughSudo } from '../host-scripts/become-root';

/** As root at once, or by sudo; the shell of the login may be any. */
export const ROOT_SHELL = `exec sh -c 'if [ "$(id -u)" = 0 ]; then exec sh -s; fi; ${throughSudo('sh -s')}'`;

/** A terminal has no end of input, so the length says where the script ends. */
export function terminalRootShell(script: string): string {
  return `exec sh -c 'head -c ${Buffer.byteLength(script)} | sudo -n sh -s'`;
}
