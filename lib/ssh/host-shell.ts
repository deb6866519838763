import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { deploymentKeyFile } from '../node/deployment-key';
import { ROOT_SHELL } from './root-shell';
import { SshOutcome, runOverSsh } from './ssh-session';
import { SshLimits } from './ssh-target';
import { HostSpec } from '../machine/host-spec';
/** What is needed to log in on its host. */
export type ShellHost = Pick<HostSpec, 'address' | 'login' | 'facts'>;

/**
 * Runs a script as root on a host, whose key is pinned by its facts.
 *
 * @param folder that of the XML, beside which the deployment's own key stands
 */
export function onHost(
  { address, login, facts }: ShellHost,
  folder: string,
  script: string,
  limits: SshLimits,
): Promise<SshOutcome> {
  const keyFile = resolve(folder, deploymentKeyFile(login));
  const target = {
    address,
    login,
    pinnedHostKey: facts.hostKey,
    ...(existsSync(keyFile) && { privateKey: readFileSync(keyFile) }),
  };
  return runOverSsh(target, ROOT_SHELL, script, limits);
}
