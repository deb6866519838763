import { printable } from '../../config/printable';
import { CheckRecord, fail } from '../../host-scripts/check-record';
import { Mismatch } from './algorithm-lists';
import { fingerprint, keyLabel } from '../host-key';
import { refusedLogin } from './login-failure';
import { noServer, tooLate } from './ssh-refusal';
import { socketError } from './socket-error';
import { SshProgress } from '../ssh-progress';
import { SshHostAddress, SshLimits, SshTarget } from '../ssh-target';

/**
 * ssh2 adds where in the protocol it happened, Node what the socket met; of a host that ended the connection
 * itself the code is the number of its reason (RFC 4253, 11.1).
 */
export interface SshError extends Error {
  readonly level?: string;
  readonly code?: string | number;
}

/** What the connection was for: of a key exchange alone, no key is pinned and nothing to log in with. */
export type Attempt = Pick<SshHostAddress, 'login'> &
  Partial<Pick<SshTarget, 'address' | 'privateKey' | 'pinnedHostKey'>>;

/** What a connection that failed means to an operator: by how far it had come, and by codes. */
export function sshFailure(
  error: SshError,
  target: Attempt,
  progress: SshProgress,
  limits: Pick<SshLimits, 'connectTimeoutSeconds'>,
): CheckRecord {
  const { pinnedHostKey } = target;
  const { mismatch, hostKey } = progress;
  const { code, level } = error;
  if (pinnedHostKey !== undefined && hostKey !== undefined && hostKey !== pinnedHostKey)
    return hostKeyChanged(pinnedHostKey, keyLabel(hostKey), acceptance(target, hostKey));
  if (mismatch) return noCommonAlgorithm(mismatch, pinnedHostKey);
  if (progress.isExchanged && !progress.isLoggedIn && level !== 'client-timeout')
    return refusedLogin(error, target, progress);
  if (level === 'client-timeout') return tooLate(target, progress, limits.connectTimeoutSeconds);
  if (level === 'client-socket' && typeof code === 'string') return unreachablePort(target, code);
  if (!progress.isExchanged && progress.isConnected) return noExchange(error, target, progress);
  return fail(
    'host.connection',
    `the SSH connection to port ${target.login.port} failed: ${printable(error.message)}`,
    'see the log of sshd on the host, and repeat',
  );
}

/** The host did not end what it was to run. */
export function tooSlow({ sessionTimeoutSeconds }: SshLimits): CheckRecord {
  const message = `the check did not end within ${sessionTimeoutSeconds} s`;
  return fail('host.script', message, 'see what keeps the host busy, and repeat');
}

/** The host printed more than anything that is run there does. */
export function tooMuch(excess: string): CheckRecord {
  const message = `the host printed ${excess}, and the connection was ended`;
  return fail('host.script', message, 'see at its console what answers there in place of a shell');
}

/** The host ended the connection without a word. */
export function brokenOff(): CheckRecord {
  const message = 'the host ended the connection';
  return fail('host.connection', message, 'see the log of sshd on the host');
}

/** Of a port that takes no connection. Without the address, so that hosts with the same fault read the same. */
function unreachablePort({ login }: Attempt, code: string): CheckRecord {
  const { reason, cure } = socketError(code);
  return fail('host.connection', `port ${login.port} cannot be reached by SSH: ${reason}`, cure);
}

/** What answers ended before the keys were exchanged. */
function noExchange(error: SshError, { login }: Attempt, progress: SshProgress): CheckRecord {
  const id = 'host.connection';
  const said = printable(progress.greeting, 100);
  if (said === '')
    return fail(
      id,
      `port ${login.port} takes connections, but ended this one before it greeted`,
      'see the log of sshd on the host: it may have too many logins at once (MaxStartups), or refuse this address',
    );
  if (!progress.isSsh) return noServer(login, said);
  return fail(
    id,
    `the key exchange with "${said}" failed: ${printable(error.message)}`,
    'see the log of sshd on the host',
  );
}

const OTHER_KEY =
  'compare the new fingerprint at its console, then run "quantum-kvm check --accept-new-host-key ADDRESS=FINGERPRINT"';

function noCommonAlgorithm(
  { name, setting, ours, theirs, allowing }: Mismatch,
  pinned: string | undefined,
): CheckRecord {
  if (name === 'host key' && pinned !== undefined) {
    return hostKeyChanged(pinned, `none of that type (it has: ${theirs})`);
  }
  return fail(
    'host.connection',
    `this machine and the host have no ${name} algorithm in common: here ${ours}; there ${theirs}`,
    `run "sed -i '1i ${setting} ${allowing}' /etc/ssh/sshd_config" on the host, and let sshd read it (systemctl reload sshd; Debian, Ubuntu: ssh)`,
  );
}

/** What accepts another key, once it has been compared. */
function acceptance({ address = 'ADDRESS' }: Attempt, hostKey: string): string {
  const shown = fingerprint(hostKey);
  return `if "ssh-keygen -lf /etc/ssh/ssh_host_${keyName(hostKey)}_key.pub" at its console says ${shown}, run "quantum-kvm check --accept-new-host-key ${address}=${shown}"`;
}

/** In the names of sshd's files. */
function keyName(hostKey: string): string {
  return /^(?:ssh-)?(ed25519|rsa|ecdsa)/.exec(hostKey)?.[1] ?? '*';
}

function hostKeyChanged(pinned: string, found: string, accept = OTHER_KEY): CheckRecord {
  return fail(
    'host.key',
    `the host key is not the pinned ${keyLabel(pinned)}, the host shows ${found}; nothing was sent to it`,
    `if the host was reinstalled: ${accept}; else someone stands in between`,
  );
}
