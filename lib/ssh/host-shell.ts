import { existsSync } from 'node:fs';
import { CheckRecord, fail, parseRecords } from '../host-scripts/check-record';
import { deploymentKeyFile } from '../node/deployment-key';
import { errorSentence } from '../node/file-fault';
import { readPrivateFile } from '../node/private-file';
import { ROOT_SHELL, terminalRootShell } from './root-shell';
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
  const outcome = await runOverSsh(target, ROOT_SHELL, script, limits);
  const refusal = outcome.kind === 'ran' ? sudoRefusal(outcome) : undefined;
  if (!refusal) return outcome;
  // sudo may insist on a terminal (requiretty).
  const terminal = { ...target, terminal: true };
  const onTerminal = await runOverSsh(terminal, terminalRootShell(script), script, limits);
  if (onTerminal.kind === 'ran' && onTerminal.exitCode === 0) return onTerminal;
  return { kind: 'failed', failure: refusal, hostKey: outcome.hostKey };
}

/** The record of {@link ROOT_SHELL} that the login does not become root; undefined: it does. */
export function sudoRefusal({ stdout, exitCode }: RanCommand): CheckRecord | undefined {
  if (exitCode === 0) return undefined;
  return parseRecords(stdout).find(({ id, verdict }) => id === 'host.sudo' && verdict === 'fail');
}

/** What of a command decides. */
type RanCommand = Pick<Extract<SshOutcome, { kind: 'ran' }>, 'stdout' | 'exitCode'>;

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
