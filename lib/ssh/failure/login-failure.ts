import { printable } from '../../config/printable';
import { CheckRecord, fail } from '../../host-scripts/check-record';
import type { Attempt, SshError } from './ssh-failure';
import { publicKeyIn } from '../public-key';
import { SshProgress } from '../ssh-progress';

/** What of a host's own words is repeated, characters. */
const LONGEST_WORDS = 200;

/** The host asks for the password in a way in which it is not given. */
export function oddPrompt(what: string): CheckRecord {
  return fail(
    'host.login',
    `the host ${what}; the password is given once, to a single prompt that does not echo, and was kept back`,
    'see how sshd and PAM of the host ask for passwords, or authorize the key on the host',
  );
}

/** The host has taken the password, and wants another one. */
export function expiredPassword({ login }: Attempt): CheckRecord {
  return fail(
    'host.login',
    `the password of ${login.name} has expired: the host asks for a new one`,
    expiredCure(login.name),
  );
}

/** What to do about a password that has expired. */
export function expiredCure(name: string): string {
  return `run "chage -M -1 -d $(date +%F) ${name}" as root at its console, which keeps the password; or set a new one there (passwd ${name}) and in login.password`;
}

/** Which login failed, and how: after the host has proven its key. */
export function refusedLogin(error: SshError, target: Attempt, progress: SshProgress): CheckRecord {
  const words =
    progress.banner === '' ? '' : `; it says: "${printable(progress.banner, LONGEST_WORDS)}"`;
  if (typeof error.code === 'number') return endedLogin(error, target, progress, words);
  const { login } = target;
  const tried = progress.tried.map((method) => `the ${method}`).join(' and ');
  const methods = tried || 'nothing, for there is neither key nor password';
  const offered = progress.offered.length === 0 ? '' : `; the host takes: ${offeredText(progress)}`;
  return fail(
    'host.login',
    `login ${login.name} was refused; tried: ${methods}${offered}${words}`,
    refusalCure(target, progress),
  );
}

function offeredText({ offered }: SshProgress): string {
  return printable(offered.join(', '), LONGEST_WORDS);
}

function refusalCure(target: Attempt, { tried, offered }: SshProgress): string {
  const { login } = target;
  const authorize = authorization(target);
  if (tried.includes('password')) {
    return `correct login.name or login.password, see at its console that the account is not locked (passwd -S ${login.name}) and that sshd lets it in (AllowUsers, DenyUsers, PermitRootLogin), or ${authorize}`;
  }
  const takesPassword = offered.some((method) => PASSWORD_METHODS.has(method));
  const isKept = 'password' in login && login.password !== undefined && !takesPassword;
  if (isKept)
    return `let sshd of the host take passwords (PasswordAuthentication), or ${authorize}`;
  return `correct login.name or login.password, or ${authorize}`;
}

/** With the command that does it, where the key is at hand. */
function authorization({ login: { name }, privateKey }: Attempt): string {
  const key = privateKey && publicKeyIn(privateKey);
  const how =
    key === undefined
      ? '~/.ssh/authorized_keys'
      : `run "install -d -m 700 -o ${name} ~${name}/.ssh && echo ${key} >>~${name}/.ssh/authorized_keys" as root there`;
  return `authorize the deployment's key for ${name} on the host (${how})`;
}

const PASSWORD_METHODS = new Set(['password', 'keyboard-interactive']);

/** The host ended the connection with a reason of its own. */
function endedLogin(
  { code, message }: SshError,
  { login }: Attempt,
  { tried }: SshProgress,
  words: string,
): CheckRecord {
  const after =
    tried.length > 0 ? ` after ${tried.map((method) => `the ${method}`).join(' and ')}` : '';
  return fail(
    'host.login',
    `the host ended the login ${login.name}${after}, with reason ${code}: "${printable(message, LONGEST_WORDS)}"${words}`,
    "see MaxAuthTries in sshd_config of the host, and its log; where it allows a single try, authorize the deployment's key, which is tried first",
  );
}
