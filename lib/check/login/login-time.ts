import { CheckRecord, pass, warn } from '../../host-scripts/check-record';
import { LOGIN_SECONDS } from '../../machine/connection-limits';

/** From here on a login is called slow: a deployment has several for each host. */
const SLOW_SECONDS = 5;

/** How long the login took, from the exchange of keys to the beginning of a command. */
export function loginTime(seconds: number): CheckRecord {
  const id = 'login.time';
  if (seconds < SLOW_SECONDS) return pass(id, `${seconds.toFixed(1)} s`);
  return warn(
    id,
    `the login took ${Math.round(seconds)} s until a command began, and a deployment has several; ${LOGIN_SECONDS} s are the most that is waited for`,
    'see on the host what holds logins up ("journalctl -u ssh -u sshd"): a name server that does not answer (UseDNS in sshd_config), a directory service, or a module of PAM',
  );
}
