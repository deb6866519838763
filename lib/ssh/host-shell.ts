import { existsSync, readFileSync } from 'node:fs';
import { deploymentKeyFile } from '../node/deployment-key';
import { ROOT_SHELL } from './root-shell';
import { SshOutcome, runOverSsh } from './ssh-session';
import { SshLimits } from './ssh-target';
import { HostSpec } from '../machine/host-spec';
import { Project } from '../node/project';

/** What is needed to log in on its host. */
export type ShellHost = Pick<HostSpec, 'address' | 'login' | 'facts'>;

/**
 * Runs a script as root on a host, whose key is pinned by its facts.
 *
 * @param project holds the deployment's key
 */
export function onHost(
  { address, login, facts }: ShellHost,
  project: Project,
  script: string,
  limits: SshLimits,
): Promise<SshOutcome> {
  const keyFile = project.path(deploymentKeyFile(login));
  const target = {
    address,
    login,
    pinnedHostKey: facts.hostKey,
    ...(existsSync(keyFile) && { privateKey: readFileSync(keyFile) }),
  };
  return runOverSsh(target, ROOT_SHELL, script, limits);
}
