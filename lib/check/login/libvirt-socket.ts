import { CheckRecord, pass, warn } from '../../host-scripts/check-record';
import { SshFailed } from '../../ssh/ssh-outcome';
import { SshSession } from '../../ssh/ssh-session';

const ID = 'libvirt.socket';

/**
 * Goes to libvirt's socket through the connection, as the provider does, and sends nothing: by a stream, else by a
 * helper on the host. Without a socket there is nothing to try: preparation installs libvirt, and login.forwarding
 * says what sshd allows.
 *
 * @param sockets those that are on the host
 */
export async function tryLibvirtSocket(
  session: SshSession,
  login: string,
  sockets: readonly string[],
): Promise<CheckRecord[]> {
  for (const socket of sockets) {
    const reached = await session.reaches(socket);
    if (typeof reached !== 'boolean') return [reached.failure];
    if (reached) return [pass(ID, `${socket}, through SSH`)];
  }
  if (sockets.length === 0) return [];
  const helped = await tryHelper(session, sockets);
  if (typeof helped !== 'boolean') return [helped.failure];
  return [helped ? pass(ID, 'by a helper on the host') : notReached(login, sockets)];
}

/** Exit code of `timeout`: the helper was connected, and would have waited for more. */
const TIMED_OUT = 124;

async function tryHelper(
  session: SshSession,
  sockets: readonly string[],
): Promise<boolean | SshFailed> {
  const helpers = [
    'virt-ssh-helper qemu:///system',
    ...sockets.map((socket) => `nc -U ${socket}`),
  ].map((helper) => `{ sleep 2 | timeout 1 ${helper}; [ $? = ${TIMED_OUT} ]; }`);
  const ran = await session.run(`exec sh -c '${helpers.join(' || ')}'`);
  return ran.kind === 'failed' ? ran : ran.exitCode === 0;
}

/** sshd does not tell why: nobody may listen, or the login may not have the right. */
function notReached(login: string, sockets: readonly string[]): CheckRecord {
  const right =
    login === 'root' ? '' : `, and for ${login} to be in the group libvirt, which preparation does`;
  return warn(
    ID,
    `${sockets.join(' and ')} cannot be reached through SSH as ${login} today`,
    `see login.forwarding, whether libvirt runs ("systemctl start libvirtd", or virtqemud.socket and virtproxyd.socket)${right}`,
  );
}
