import { existsSync } from 'node:fs';
import { CheckRecord, fail } from '../host-scripts/check-record';
import { sudoRefusal } from '../host-scripts/become-root';
import { deploymentKeyFile } from '../node/deployment-key';
import { errorSentence } from '../node/file/file-fault';
import { readPrivateFile } from '../node/file/private-file';
import { runAsRoot } from './root-shell';
import { SshOutcome } from './ssh-outcome';
import { SshSession } from './ssh-session';
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
export async function onHost(
  { address, login, facts }: ShellHost,
  project: Project,
  script: string,
  limits: SshLimits,
): Promise<SshOutcome> {
  let privateKey: Buffer | undefined;
  try {
    privateKey = keyOf(project.path(deploymentKeyFile(login)));
  } catch (error) {
    const failure = unusableKey(errorSentence(error));
    return { kind: 'failed', failure };
  }
  const target = { address, login, pinnedHostKey: facts.hostKey, privateKey };
  const session = await SshSession.open(target, limits);
  if (!(session instanceof SshSession)) return session;
  const outcome = await runAsRoot(session, script);
  session.close();
  const failure = outcome.kind === 'ran' ? sudoRefusal(outcome) : undefined;
  return failure ? { kind: 'failed', failure, hostKey: outcome.hostKey } : outcome;
}

/** Without it there is still the password. @throws when others can read it */
function keyOf(file: string): Buffer | undefined {
  return existsSync(file) ? readPrivateFile(file) : undefined;
}

function unusableKey(reason: string): CheckRecord {
  return fail(
    'deployment.key',
    `the deployment's private key cannot be used: ${reason}`,
    'run "quantum-kvm check", which says what to do',
  );
}
