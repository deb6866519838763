import { printable } from '../../lib/config/printable';
import { Project } from '../../lib/node/project';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { ShellHost, onHost } from '../../lib/ssh/host-shell';
import { ANSWER_SECONDS } from '../../lib/ssh/reachability';

/** What can be known of a guest from its host. */
export interface GuestState {
  /** As `virsh domstate` says; `missing` when there is no such VM. */
  readonly state: string;
  /** Whether the guest agent answered. */
  readonly answers: boolean;
}

/** A guest, or why its host cannot be queried. */
export type GuestSeen =
  | { readonly kind: 'seen'; readonly guest: GuestState }
  | { readonly kind: 'failed'; readonly cause: string };

const LIMITS = {
  connectTimeoutSeconds: ANSWER_SECONDS,
  sessionTimeoutSeconds: 3 * ANSWER_SECONDS,
};

/** Asks libvirt for the VM's state and, through the agent's channel, the guest itself. Changes nothing. */
export function guestScript(machineName: string): string {
  const virsh = 'LC_ALL=C virsh -q -c qemu:///system';
  return [
    exportLines({ QK_QUERY_VM: machineName }),
    `${virsh} domstate "$QK_QUERY_VM" 2>/dev/null || echo missing`,
    `${virsh} qemu-agent-command --timeout ${ANSWER_SECONDS} "$QK_QUERY_VM" '{"execute":"guest-ping"}' >/dev/null 2>&1 && echo answers`,
    'exit 0',
    '',
  ].join('\n');
}

/** Characters. */
const LONGEST_STATE = 60;

/** Reads what {@link guestScript} printed. */
export function parseGuest(output: string): GuestState {
  const [state = '', answer] = output.split('\n').filter((line) => line !== '');
  return { state: printable(state, LONGEST_STATE), answers: answer === 'answers' };
}

/**
 * @param project holds the deployment's key
 * @param signal ends the query
 */
export async function askGuest(
  host: ShellHost,
  machineName: string,
  project: Project,
  signal: AbortSignal,
): Promise<GuestSeen> {
  const limits = { ...LIMITS, signal };
  const outcome = await onHost(host, project, guestScript(machineName), limits);
  return outcome.kind === 'failed'
    ? { kind: 'failed', cause: outcome.failure.message }
    : { kind: 'seen', guest: parseGuest(outcome.stdout) };
}
