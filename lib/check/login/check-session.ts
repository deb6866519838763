import { HostConfiguration } from '../../config/configuration';
import { CheckOutput, parseCheckOutput } from '../../host-scripts/check-output';
import { sudoRefusal } from '../../host-scripts/become-root';
import { CheckRecord, parseRecords } from '../../host-scripts/check-record';
import { loginParameters } from '../../host-scripts/script-parameters';
import { exportLines } from '../../host-scripts/shell-environment';
import { ROOT_SHELL, terminalRootShell } from '../../ssh/root-shell';
import { SshFailed, SshOutcome, SshRan, SshSession } from '../../ssh/ssh-session';
import { SshLimits, SshTarget } from '../../ssh/ssh-target';
import { tryLibvirtSocket } from './libvirt-socket';
import { loginTime } from './login-time';
import { tryScriptDelivery } from './script-delivery-trial';

/** What one login on a host has shown: by the script of the check, and by what was tried. */
export interface CheckSession extends SshRan {
  readonly output: CheckOutput;
  /** Of the login itself. */
  readonly tried: readonly CheckRecord[];
}

/**
 * Logs in once, runs the check's script, and tries what a deployment will do: nothing of it is left behind.
 *
 * @param script without what is known only after the login
 */
export async function runCheckSession(
  target: SshTarget & Pick<HostConfiguration, 'address'>,
  script: string,
  limits: SshLimits,
): Promise<CheckSession | SshFailed> {
  const session = await SshSession.open(target, limits);
  if (!(session instanceof SshSession)) return session;
  try {
    const ran = await runScript(session, script);
    if (ran.kind === 'failed') return ran;
    const output = parseCheckOutput(ran.stdout);
    const tried = output.facts ? await tryDeployment(session, target.login.name, output) : [];
    return { ...ran, output, tried };
  } finally {
    session.close();
  }
}

/** Once more on a terminal, where sudo refuses: it may insist on one (requiretty). */
async function runScript(session: SshSession, text: string): Promise<SshOutcome> {
  const script = `${exportLines(loginParameters(session.openedBy))}${text}`;
  const ran = await session.run(ROOT_SHELL, { stdin: script });
  if (ran.kind === 'failed' || !sudoRefusal(ran)) return ran;
  const options = { stdin: script, terminal: true };
  const onTerminal = await session.run(terminalRootShell(script), options);
  const hasBegun = onTerminal.kind === 'ran' && parseRecords(onTerminal.stdout).length > 0;
  return hasBegun ? onTerminal : ran;
}

async function tryDeployment(
  session: SshSession,
  login: string,
  { sockets = [] }: CheckOutput,
): Promise<CheckRecord[]> {
  return [
    loginTime(session.loginSeconds),
    await tryScriptDelivery(session, login),
    ...(await tryLibvirtSocket(session, login, sockets)),
  ];
}
