import { printable } from '../../lib/config/printable';
import { withAddress } from '../../lib/host-scripts/check-record';
import { LookOutput, parseLook } from '../../lib/host-scripts/look-output';
import { lookText } from '../../lib/host-scripts/script-text';
import { ScriptParameters, exportLines } from '../../lib/host-scripts/shell-environment';
import { Project } from '../../lib/node/project';
import { ShellHost, onHost } from '../../lib/ssh/host-shell';
import { ANSWER_SECONDS } from '../../lib/ssh/reachability';
import { SshLimits } from '../../lib/ssh/ssh-target';
import { KnownHost } from './known-host';

/** What a host says when it is looked at. */
export interface HostLook extends LookOutput {
  /** Whether the deployment's key opened the login; else the password did. */
  readonly loggedInByKey: boolean;
}

/** A look, or why there is none, one sentence. */
export type Looked =
  | { readonly kind: 'failed'; readonly cause: string }
  | { readonly kind: 'seen'; readonly look: HostLook };

/** Asks whether what preparation made still holds, and which VMs made from here there are; changes nothing. */
export function lookScript(
  machineName: string,
  { prepared }: Pick<KnownHost, 'prepared'>,
  objects: ScriptParameters = {},
): string {
  const asked = exportLines({
    ...objects,
    ...prepared?.parameters,
    ...(prepared && { QK_LOOK_PREPARED: 'yes' }),
    ...(machineName !== '' && { QK_LOOK_MACHINE: machineName }),
  });
  return `${asked}${lookText()}`;
}

/** A dead host is known to be dead after the first; one that answers may be slow to log in. */
const LIMITS: SshLimits = {
  answerTimeoutSeconds: ANSWER_SECONDS,
  connectTimeoutSeconds: 30,
  sessionTimeoutSeconds: 60,
};

/**
 * Looks at a host in one SSH session: whether what preparation made there still holds, and which VMs made from
 * here it has. Changes nothing. The password is used where the key does not open the login, as for preparation.
 *
 * @param machineName of the VM that the host is to have
 * @param project holds the deployment's key
 * @param objects parameters that ask for more that may be there. @default - nothing else is asked
 */
export async function lookAt(
  host: ShellHost,
  machineName: string,
  { prepared }: Pick<KnownHost, 'prepared'>,
  project: Project,
  objects: ScriptParameters = {},
): Promise<Looked> {
  const script = lookScript(machineName, { prepared }, objects);
  const outcome = await onHost(host, project, script, LIMITS);
  if (outcome.kind === 'failed')
    return { kind: 'failed', cause: causeOf(withAddress(outcome.failure, host.address)) };
  const look = parseLook(outcome.stdout);
  if (typeof look !== 'string')
    return { kind: 'seen', look: { ...look, loggedInByKey: outcome.openedBy === 'key' } };
  const said = lastLine(outcome.stderr);
  const cause = said === '' ? `what the host answers is not used: ${look}` : noShell(host, said);
  return { kind: 'failed', cause: printable(cause) };
}

/** Nothing is to be done here about a host that cannot be reached; of a login that is refused the cure is told. */
function causeOf({ id, message, cure }: { id: string; message: string; cure: string }): string {
  return id === 'host.connection' ? message : `${message}; ${cure}`;
}

function noShell({ login }: ShellHost, said: string): string {
  if (login.name === 'root') return `the host does not run a script over SSH: ${said}`;
  return `the login ${login.name} gets no root shell on the host: ${said}; give it sudo without a password`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
