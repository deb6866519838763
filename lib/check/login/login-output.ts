import { printable } from '../../config/printable';
import { CheckRecord, fail } from '../../host-scripts/check-record';
import { SshSession } from '../../ssh/ssh-session';

/** What the shells and sshd read before a command; /etc/bashrc of the RHEL family reads the last ones. */
const START_FILES = [
  '~/.ssh/rc',
  '/etc/ssh/sshrc',
  '~/.bashrc',
  '/etc/bash.bashrc',
  '/etc/bashrc',
  '~/.zshenv',
  '/etc/zsh/zshenv',
  '/etc/zshenv',
  '~/.cshrc',
  '~/.tcshrc',
  '/etc/csh.cshrc',
  '~/.config/fish/config.fish',
  '~/.config/fish/conf.d/*.fish',
  '/etc/fish/config.fish',
  '~/.profile',
  '/etc/profile.d/*',
];
const NAMES = /^[\w./~-]{1,100}$/;
const MOST_NAMES = 5;

/**
 * The login printed something before the command that it was to run: scp takes that for its protocol, and fails.
 * Looks for the file that does it.
 */
export async function loginOutput(session: SshSession, output: string): Promise<CheckRecord> {
  const [line = ''] = output.split('\n').filter((text) => printable(text) !== '');
  const list = START_FILES.join(' ');
  const look = `exec sh -c 'grep -lsF -f - ${list}; echo; ls -d ${list} 2>/dev/null'`;
  const found = await session.run(look, { stdin: `${line.replace(/\r$/, '')}\n` });
  const stdout = found.kind === 'ran' ? found.stdout.slice(output.length) : '';
  const [printing = '', present = ''] = stdout.split('\n\n');
  const files = named(printing).length > 0 ? named(printing) : named(present.replace(printing, ''));
  return fail(
    'login.script',
    `the login prints "${printable(line, 80)}" before the command that it is to run: scp takes that for its protocol, and no script can be sent`,
    `${cure(files)}, or let it print to standard error`,
  );
}

/** Of those files, the ones that a shell of Bourne's kind reads as a part of itself. */
const SOURCED = /\/(?:\.bashrc|bash\.bashrc|bashrc|\.profile)$/;
const INTERACTIVE_ONLY = 'case $- in *i*) ;; *) return ;; esac';

function cure(files: readonly string[]): string {
  const [file] = files;
  if (file !== undefined && files.length === 1 && SOURCED.test(file)) {
    return `run "sed -i '1i ${INTERACTIVE_ONLY}' ${file}" on the host, which ends it there where the shell is not interactive`;
  }
  const where = files.length > 0 ? files.join(', ') : 'the start-up files of its shell';
  return `see ${where}: let it print only where the shell is interactive (in bash, put "${INTERACTIVE_ONLY}" above it)`;
}

/** A host says where its files are: nothing but names is told. */
function named(text: string): string[] {
  const names = text.split('\n').filter((name) => NAMES.test(name));
  return names.slice(0, MOST_NAMES);
}
