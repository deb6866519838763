import { Login } from '../../config/configuration';
import { printable, printableEnds } from '../../config/printable';
import { sudoRefusal } from '../../host-scripts/become-root';
import { CheckRecord, fail } from '../../host-scripts/check-record';
import { expiredCure } from '../../ssh/failure/login-failure';
import { SshRan } from '../../ssh/ssh-outcome';

/** Of what a host said, lines. */
const MOST_LINES = 3;

/** Why a check that ran has not come to its end; nothing where a record says so already. */
export function unfinished({ name }: Login, outcome: SshRan): CheckRecord[] {
  if (sudoRefusal(outcome)) return [];
  const { stdout, stderr } = outcome;
  // The words of sshd itself, which are in no language but this one.
  if (stderr.includes('Password change required')) return [expired(name)];
  const code = outcome.exitCode ?? 'none';
  if (!/^(PASS|WARN|FAIL|FACT)\t/m.test(stdout)) {
    const said = firstWords(`${stderr}\n${stdout}`);
    return [
      fail(
        'host.script',
        `the login of ${name} does not run the command that it is given (exit code ${code}): ${said}`,
        `run "chsh -s /bin/sh ${name}" on the host, which gives it a shell; if it has one, see ForceCommand in sshd_config and command= in its authorized_keys`,
      ),
    ];
  }
  return [
    fail(
      'host.script',
      `the check ended early with exit code ${code}: ${firstWords(stderr)}`,
      'run a POSIX shell on the host by hand and see',
    ),
  ];
}

function firstWords(text: string): string {
  const lines = text.split('\n').filter((line) => printable(line) !== '');
  const first = lines.slice(0, MOST_LINES).map((line) => printable(line));
  return printableEnds(first.join(' | ')) || 'nothing';
}

function expired(name: string): CheckRecord {
  return fail(
    'host.login',
    `the password of ${name} has expired: the host lets nobody in who does not give a new one`,
    expiredCure(name),
  );
}
