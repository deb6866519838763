import { throughSudo, sudoRefusal } from '../host-scripts/become-root';
import { SshOutcome } from './ssh-outcome';
import { SshSession } from './ssh-session';

/** As root at once, or by sudo; the shell of the login may be any. */
const ROOT_SHELL = `exec sh -c 'if [ "$(id -u)" = 0 ]; then exec sh -s; fi; ${throughSudo('sh -s')}'`;

/** A line of its own, whatever the login and sudo have printed before, and however that ended. */
const BEGIN = 'quantum-kvm: begin';

/**
 * Runs a script as root. What ran has the output of the script alone: what the login printed before is left out.
 * Where sudo refuses, it is tried once more on a terminal, for it may insist on one (requiretty); where it refuses
 * there as well, the outcome is that of the first time, with sudo's refusal as a record.
 */
export async function runAsRoot(session: SshSession, script: string): Promise<SshOutcome> {
  const text = `env true || exit\nprintf '\\n%s\\n' '${BEGIN}'\n${script}`;
  const ran = await session.run(ROOT_SHELL, { stdin: text });
  if (ran.kind === 'failed' || !sudoRefusal(ran)) return withoutPreface(ran) ?? ran;
  const onTerminal = await session.run(terminalRootShell(text), { stdin: text, terminal: true });
  return withoutPreface(onTerminal) ?? ran;
}

/** Undefined: the script has not begun. */
function withoutPreface(outcome: SshOutcome): SshOutcome | undefined {
  if (outcome.kind === 'failed') return undefined;
  const stdout = outputOfScript(outcome.stdout);
  return stdout === undefined ? undefined : { ...outcome, stdout };
}

/** What a script printed, of all that came over its channel; undefined: it has not begun. */
export function outputOfScript(stdout: string): string | undefined {
  const begun = new RegExp(`^${BEGIN}\\r*\\n`, 'm').exec(stdout);
  // A terminal that is not as transparent as it was asked to be ends lines as terminals do.
  return begun ? stdout.slice(begun.index + begun[0].length).replace(/\r+\n/g, '\n') : undefined;
}

/** A terminal has no end of input, so the length says where the script ends. */
function terminalRootShell(script: string): string {
  return `exec sh -c 'head -c ${Buffer.byteLength(script)} | sudo -n sh -s'`;
}
