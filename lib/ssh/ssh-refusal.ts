import { Login } from '../config/configuration';
import { printable } from '../config/printable';
import { CheckRecord, fail } from '../host-scripts/check-record';

/** Nobody took the connection. */
export function noAnswer({ port }: Pick<Login, 'port'>, seconds: number): CheckRecord {
  return fail(
    'host.connection',
    `port ${port} cannot be reached by SSH: no answer within ${seconds} s`,
    'is the host up, its firewall open for this port, and login.port right?',
  );
}

/** Within the time that a host which is up takes to greet. */
export function noServer(
  login: Pick<Login, 'port'>,
  seconds = 0,
  hasSaidAnything = false,
): CheckRecord {
  if (!hasSaidAnything) return noAnswer(login, seconds);
  return fail(
    'host.connection',
    `port ${login.port} cannot be reached by SSH: no SSH server answers there`,
    'see at its console which program has that port (login.port)',
  );
}

/** Somebody took the connection, and said nothing, or did not end the exchange of keys. */
export function noKeyExchange({ port }: Pick<Login, 'port'>, seconds: number): CheckRecord {
  return fail(
    'host.connection',
    `port ${port} takes connections, but no SSH server answered there within ${seconds} s`,
    'see at its console whether sshd has that port (login.port), hangs, or has too many logins at once (MaxStartups in sshd_config)',
  );
}

/** The host knows its key, and does not come to an end with the login. */
export function noLogin({ name }: Pick<Login, 'name'>, seconds: number): CheckRecord {
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
