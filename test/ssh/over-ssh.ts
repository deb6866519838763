import { SshOutcome } from '../../lib/ssh/ssh-outcome';
import { SshSession } from '../../lib/ssh/ssh-session';
import { SshLimits, SshTarget } from '../../lib/ssh/ssh-target';

/** Logs in, runs one command with the given standard input, and ends the connection. */
export async function runOverSsh(
  target: SshTarget,
  command: string,
  stdin: string,
  limits: SshLimits,
): Promise<SshOutcome> {
  const session = await SshSession.open(target, limits);
  if (!(session instanceof SshSession)) return session;
  const outcome = await session.run(command, { stdin });
  session.close();
  return outcome;
}
