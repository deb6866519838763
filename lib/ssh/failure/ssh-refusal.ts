import { Login } from '../../config/configuration';
import { printable } from '../../config/printable';
import { CheckRecord, fail } from '../../host-scripts/check-record';
import { socketError } from './socket-error';
import { SshProgress } from '../ssh-progress';
import { SshHostAddress } from '../ssh-target';

/** Characters of what answers in the place of an SSH server. */
const LONGEST_GREETING = 100;

/** What a login was waiting for when its time was over: how far it had come says that. */
export function tooLate(
  { login }: Pick<SshHostAddress, 'login'>,
  { isConnected, isSsh, isExchanged, greeting }: SshProgress,
  seconds: number,
): CheckRecord {
  if (!isConnected) return noAnswer(login, seconds);
  if (!isSsh) return greeting === '' ? noGreeting(login, seconds) : noServer(login, greeting);
  return isExchanged ? noLogin(login, seconds) : noKeyExchange(seconds);
}

/** Nobody took the connection. */
function noAnswer({ port }: Pick<Login, 'port'>, seconds: number): CheckRecord {
  return fail(
    'host.connection',
    `port ${port} cannot be reached by SSH: no answer within ${seconds} s`,
    socketError('ETIMEDOUT').cure,
  );
}

/** Somebody took the connection, and said nothing. */
function noGreeting({ port }: Pick<Login, 'port'>, seconds: number): CheckRecord {
  return fail(
    'host.connection',
    `port ${port} takes connections, but no SSH server answered there within ${seconds} s`,
    'see at its console whether sshd has that port (login.port), hangs, or has too many logins at once (MaxStartups in sshd_config)',
  );
}

/** What answers speaks another protocol. */
export function noServer({ port }: Pick<Login, 'port'>, greeting: string): CheckRecord {
  return fail(
    'host.connection',
    `no SSH server answers at port ${port}: it said "${printable(greeting, LONGEST_GREETING)}"`,
    'see at its console which program has that port, or correct login.port',
  );
}

function noKeyExchange(seconds: number): CheckRecord {
  return fail(
    'host.connection',
    `the SSH server greeted, but did not exchange keys within ${seconds} s`,
    'see whether the host is overloaded, and whether large packets come through (MTU of the way to it)',
  );
}

/** The host has proven its key, and does not come to an end with the login. */
function noLogin({ name }: Pick<Login, 'name'>, seconds: number): CheckRecord {
  return fail(
    'host.login',
    `the host answers, but the login of ${name} did not end within ${seconds} s, and a deployment waits no longer`,
    'see on the host what holds logins up ("journalctl -u ssh -u sshd"): a name server that does not answer (UseDNS in sshd_config), a directory service, or a module of PAM',
  );
}

/** After the login: no channel for a command, or no terminal for it. */
export function noSession({ message }: Error): CheckRecord {
  return fail(
    'host.script',
    `the host let the login in, but starts no command for it: ${printable(message)}`,
    'see MaxSessions and PermitTTY in sshd_config, and the options of the key in authorized_keys',
  );
}
