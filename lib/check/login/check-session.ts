import { HostConfiguration } from '../../config/configuration';
import { CheckOutput, parseCheckOutput } from '../../host-scripts/check-output';
import { CheckRecord } from '../../host-scripts/check-record';
import { loginParameters } from '../../host-scripts/script-parameters';
import { exportLines } from '../../host-scripts/shell-environment';
import { runAsRoot } from '../../ssh/root-shell';
import { SshFailed, SshRan } from '../../ssh/ssh-outcome';
import { SshSession } from '../../ssh/ssh-session';
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
    const parameters = exportLines(loginParameters(session.openedBy));
    const ran = await runAsRoot(session, `${parameters}${script}`);
    if (ran.kind === 'failed') return ran;
    const output = parseCheckOutput(ran.stdout);
    const tried = output.facts ? await tryDeployment(session, target.login.name, output) : [];
    return { ...ran, output, tried };
  } finally {
    session.close();
  }
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
