import { randomBytes } from 'node:crypto';
import { printable } from '../../config/printable';
import { sudoRefusal } from '../../host-scripts/become-root';
import { CheckRecord, fail, pass } from '../../host-scripts/check-record';
import { AS_ROOT, SCRIPT_PATH } from '../../host-scripts/script-delivery';
import { hostScriptText } from '../../host-scripts/script-text';
import { SshOutcome, SshRan } from '../../ssh/ssh-outcome';
import { SshSession } from '../../ssh/ssh-session';
import { loginOutput } from './login-output';

const ID = 'login.script';
/** What the script of the trial prints at its end. */
const RAN = 'quantum-kvm: ran';
const MADE = 'quantum-kvm: made';

/**
 * Sends a script to the host, runs it as root and removes it, by the very commands of a deployment (Terraform's
 * remote-exec): scp, chmod on a terminal, the script on a terminal. It is as long as the longest script of a
 * deployment, and lies in a folder of its own in the login's home. That goes when the script ends; where the
 * connection ends before, a process that watches it removes the folder.
 */
export async function tryScriptDelivery(session: SshSession, login: string): Promise<CheckRecord> {
  const folder = `.quantum-kvm-check-${randomBytes(8).toString('hex')}`;
  const made = await session.run(makeFolder(folder));
  if (made.kind === 'failed') return made.failure;
  const [before, after] = made.stdout.split(`${MADE}\n`);
  if (after === undefined) return noFolder(login, made);
  const output = before + after;
  const failure =
    output === '' ? await deliver(session, login, folder) : await loginOutput(session, output);
  if (failure) {
    await session.run(`rm -rf ${folder}`);
    return failure;
  }
  return pass(ID, 'a script was sent by scp, ran as root and was removed');
}

/** For a shell of any kind: all is one word between single quotes, without an exclamation mark. */
function makeFolder(folder: string): string {
  const remove = `rm -rf ${folder}`;
  const watch = `trap "${remove}; exit" HUP TERM; while [ -d /proc/$PPID ] && [ -d ${folder} ]; do sleep 1; done; ${remove}`;
  return `exec sh -c 'umask 077; mkdir ${folder} || exit 1; (${watch}) </dev/null >/dev/null 2>&1 & echo "${MADE}"'`;
}

/** @returns what went wrong; undefined: nothing */
async function deliver(
  session: SshSession,
  login: string,
  folder: string,
): Promise<CheckRecord | undefined> {
  const text = trialScript(folder);
  // What scp reads: name and size, the content, the end; it answers each with a zero, or says what is wrong.
  const protocol = `C0644 ${Buffer.byteLength(text)} ${SCRIPT_PATH}\n${text}\0`;
  const sent = await session.run(`scp -vt ${folder}`, { stdin: protocol });
  if (sent.kind === 'failed') return sent.failure;
  if (sent.exitCode !== 0 || sent.stdout !== '\0\0\0') return notSent(login, sent);
  const chmod = await session.run(`cd ${folder} && chmod 0777 ${SCRIPT_PATH}`, { terminal: true });
  if (chmod.kind === 'failed') return noTerminal(chmod);
  if (chmod.exitCode !== 0) return notRun(chmod);
  const ran = await session.run(`cd ${folder} && ${SCRIPT_PATH}`, { terminal: true });
  if (ran.kind === 'failed') return ran.failure;
  return ran.stdout.includes(RAN) ? undefined : (sudoRefusal(ran) ?? notRun(ran));
}

/** With the longest script of a deployment below, which is not reached. */
function trialScript(folder: string): string {
  const lines = [
    '#!/bin/sh',
    AS_ROOT,
    `trap 'rm -rf "\${work:-}"; case $PWD in */${folder}) rm -rf "$PWD" ;; esac' EXIT`,
    `trap 'exit 1' HUP INT TERM`,
    'work=$(mktemp -d) && : >"$work/file" || exit 1',
    `echo "${RAN}"`,
    'exit',
  ];
  return `${lines.join('\n')}\n${hostScriptText('install.sh')}`;
}

function noFolder(login: string, made: SshRan): CheckRecord {
  return fail(
    ID,
    `no folder can be made in the home of ${login}, where a deployment puts its scripts: ${lastLine(made)}`,
    `make room there: "du -xak ~${login} | sort -n | tail" on the host shows what takes it (also inodes and quota: df -i, quota); or mount it writable`,
  );
}

function notSent(login: string, sent: SshRan): CheckRecord {
  return fail(
    ID,
    `a script cannot be sent by scp to the home of the login: ${complaint(sent)}`,
    `see that the home has room ("du -xak ~${login} | sort -n | tail" on the host shows what takes it; also inodes and quota: df -i, quota), and that scp is in the PATH of commands run over SSH (openssh-client or openssh-clients)`,
  );
}

function noTerminal(outcome: SshOutcome): CheckRecord {
  const reason = outcome.kind === 'failed' ? outcome.failure.message : lastLine(outcome);
  return fail(
    ID,
    `a deployment runs its scripts on a terminal, which the host does not give: ${reason}`,
    'set "PermitTTY yes" in sshd_config for this login, take "no-pty" and "restrict" off its line in authorized_keys, and see that /dev/pts is mounted',
  );
}

function notRun(ran: SshRan): CheckRecord {
  return fail(
    ID,
    `a script that was sent did not run as root to its end (exit code ${ran.exitCode ?? 'none'}): ${lastLine(ran)}`,
    'do what the message says: the script is read by sh from the home of the login, started by "sudo -n sh" where the login is not root, and makes a folder in /tmp',
  );
}

/** scp says on standard output what is wrong, after a byte that is not zero. */
function complaint(sent: SshRan): string {
  // eslint-disable-next-line no-control-regex -- the protocol of scp
  return printable(/[\x01\x02](.*)/.exec(sent.stdout)?.[1] ?? '') || lastLine(sent);
}

/** The last that a command printed, which says why it failed. */
function lastLine({ stdout, stderr }: SshRan): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => printable(line));
  return lines.findLast((line) => line !== '') ?? 'it said nothing';
}
