import { CheckRecord, pass, warn } from '../../host-scripts/check-record';
import { SshSession } from '../../ssh/ssh-session';

/**
 * Opens a stream to libvirt's socket through the connection, as the provider does, and sends nothing. Without a
 * socket there is nothing to try: preparation installs libvirt, and login.forwarding says what sshd allows.
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
    if (reached) return [pass('libvirt.socket', `${socket}, through SSH`)];
  }
  return sockets.length === 0 ? [] : [notReached(login, sockets)];
}

/** sshd does not tell why: forwarding may be off, nobody may listen, or the login may not have the right. */
function notReached(login: string, sockets: readonly string[]): CheckRecord {
  const right =
    login === 'root' ? '' : `, and for ${login} to be in the group libvirt, which preparation does`;
  return warn(
    'libvirt.socket',
    `${sockets.join(' and ')} cannot be reached through SSH as ${login} today`,
    `see login.forwarding, whether libvirt runs ("systemctl start libvirtd", or virtqemud.socket and virtproxyd.socket)${right}`,
  );
}
