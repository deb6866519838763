import { Login } from '../../config/configuration';
import { printable } from '../../config/printable';
import { CheckRecord, fail } from '../../host-scripts/check-record';
import { SshRan } from '../../ssh/ssh-session';

/** Why a check that ran has not come to its end. */
export function unfinished({ name }: Login, outcome: SshRan): CheckRecord {
  const said = outcome.stderr.trim() === '' ? outcome.stdout : outcome.stderr;
  const [line = 'nothing'] = said.split('\n').filter((text) => printable(text) !== '');
  const message = printable(line);
  // The words of sshd itself, which are in no language but this one.
  if (outcome.stderr.includes('Password change required')) return expired(name);
  if (name !== 'root' && /sudo/.test(message)) {
    const cure = `allow ${name} password-less sudo on the host, or set login.name to root`;
    return fail('host.sudo', `login ${name} cannot become root: ${message}`, cure);
  }
  const code = outcome.exitCode ?? 'none';
  if (!/^(PASS|WARN|FAIL|FACT)\t/m.test(outcome.stdout)) {
    return fail(
      'host.script',
      `the login of ${name} does not run the command that it is given (exit code ${code}): ${message}`,
      `give it a shell ("chsh -s /bin/sh ${name}" on the host), and see ForceCommand in sshd_config and command= in its authorized_keys`,
    );
  }
  return fail(
    'host.script',
    `the check ended early with exit code ${code}: ${message}`,
    'run a POSIX shell on the host by hand and see',
  );
}

function expired(name: string): CheckRecord {
  return fail(
    'host.login',
    `the password of ${name} has expired: the host lets nobody in who does not give a new one`,
    `run "passwd ${name}" at its console, and set login.password; "chage -M -1 ${name}" keeps it from expiring again`,
  );
}
