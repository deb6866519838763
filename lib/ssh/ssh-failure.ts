import { printable } from '../config/printable';
import { CheckRecord, fail } from '../host-scripts/check-record';
import { keyLabel } from './host-key';
import { socketError } from './socket-error';
import { SshHostAddress, SshLimits, SshTarget } from './ssh-target';

/** ssh2 adds where in the protocol it happened, Node what the socket met. */
export interface SshError extends Error {
  readonly level?: string;
  readonly code?: string;
}

/** What the connection was for: of a key exchange alone, no key is pinned and nothing to log in with. */
type Attempt = Pick<SshHostAddress, 'login'> &
  Partial<Pick<SshTarget, 'privateKey' | 'pinnedHostKey'>>;

/** What an error of ssh2 means to an operator. `shown` is the host key that the host has shown, if any. */
export function sshFailure(
  error: SshError,
  target: Attempt,
  shown: string | undefined,
  limits: Pick<SshLimits, 'connectTimeoutSeconds'>,
): CheckRecord {
  const { pinnedHostKey, login } = target;
  if (pinnedHostKey !== undefined && isRefusedKey(error, pinnedHostKey, shown)) {
    return hostKeyChanged(pinnedHostKey, shown);
  }
  if (error.level === 'client-authentication') return loginRefused(target);
  return fail(
    'host.connection',
    `port ${login.port} cannot be reached by SSH: ${reason(error, limits)}`,
    'is the host up, sshd running, and login.port right?',
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

/** Without the address, so that hosts with the same fault read the same. */
function reason(
  { level, code, message }: SshError,
  limits: Pick<SshLimits, 'connectTimeoutSeconds'>,
): string {
  if (level === 'client-timeout') return `no answer within ${limits.connectTimeoutSeconds} s`;
  return socketError(code) ?? printable(message);
}

function isRefusedKey(
  { level, message }: SshError,
  pinned: string,
  shown: string | undefined,
): boolean {
  if (level !== 'handshake') return false;
  return shown === undefined ? /host key format/.test(message) : shown !== pinned;
}

function hostKeyChanged(pinned: string, shown: string | undefined): CheckRecord {
  const found = shown === undefined ? 'none of that type' : keyLabel(shown);
  return fail(
    'host.key',
    `the host key is not the pinned ${keyLabel(pinned)}, the host shows ${found}; nothing was sent to it`,
    'if the host was reinstalled: compare the new fingerprint at its console, then run "quantum-kvm check --accept-new-host-key ADDRESS=FINGERPRINT"; else someone stands in between',
  );
}

/** The host asks for the password in a way in which it is not given. */
export function oddPrompt(what: string): CheckRecord {
  return fail(
    'host.login',
    `the host ${what}; the password is given once, to a single prompt that does not echo, and was kept back`,
    'see how sshd and PAM of the host ask for passwords, or authorize the key on the host',
  );
}

function loginRefused({ login, privateKey }: Attempt): CheckRecord {
  const hasPassword = 'password' in login && login.password !== undefined;
  const tried = [privateKey && 'the key', hasPassword && 'the password'].filter(Boolean);
  const methods = tried.join(' and ') || 'nothing, for there is neither key nor password';
  return fail(
    'host.login',
    `login ${login.name} was refused; tried: ${methods}`,
    'correct login.name or login.password, or authorize the key on the host',
  );
}
