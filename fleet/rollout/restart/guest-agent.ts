import { printable } from '../../../lib/config/printable';
import { Project } from '../../../lib/node/project';
import { exportLines } from '../../../lib/host-scripts/shell-environment';
import { ShellHost, onHost } from '../../../lib/ssh/host-shell';
import { ANSWER_SECONDS } from '../../../lib/ssh/reachability';
import { powerCommand, powerIn } from '../../status/machine-power';

/** What can be known of a guest from its host. */
export interface GuestState {
  /** With its reason: `running`, `paused: I/O error`; `missing` when there is no such VM. */
  readonly state: string;
  /** Whether the guest agent answered. */
  readonly answers: boolean;
  /** Whether the VM carries the tag of those made from here. */
  readonly ours: boolean;
  /** Why libvirt's hook on the host would not let the VM start, as for a data disk that is another one. */
  readonly startFault?: string;
}

/** A guest, or why its host cannot be queried. */
export type GuestSeen =
  | { readonly kind: 'seen'; readonly guest: GuestState }
  | { readonly kind: 'failed'; readonly cause: string };

const LIMITS = {
  connectTimeoutSeconds: ANSWER_SECONDS,
  sessionTimeoutSeconds: 3 * ANSWER_SECONDS,
};

/** What the hook says begins so (lib/host-scripts/hook). */
const HOOK_SAYS = 'quantum-kvm: ';

/**
 * Asks libvirt for the VM's state, through the agent's channel the guest itself, and libvirt's hook whether the
 * VM could start now. Changes nothing.
 */
export function guestScript(machineName: string): string {
  const virsh = 'LC_ALL=C virsh -q -c qemu:///system';
  return [
    exportLines({ QK_QUERY_VM: machineName }),
    powerCommand(virsh),
    `${virsh} qemu-agent-command --timeout ${ANSWER_SECONDS} "$QK_QUERY_VM" '{"execute":"guest-ping"}' >/dev/null 2>&1 && echo answers`,
    `${virsh} domuuid "$QK_QUERY_VM" 2>/dev/null | sed 's/^/uuid /'`,
    `${virsh} metadata "$QK_QUERY_VM" --uri urn:quantum-kvm:machine --config 2>/dev/null | cut -c 1-200 | sed 's/^/tag /'`,
    'hook=/etc/libvirt/hooks/qemu.d/quantum-kvm',
    `[ ! -x "$hook" ] || ${virsh} dumpxml --inactive "$QK_QUERY_VM" 2>/dev/null | "$hook" "$QK_QUERY_VM" prepare begin - 2>&1`,
    'exit 0',
    '',
  ].join('\n');
}

/** Characters. */
const LONGEST_FAULT = 300;

/** Reads what {@link guestScript} printed. */
export function parseGuest(output: string): GuestState {
  const lines = output.split('\n');
  const uuid = lines.find((line) => line.startsWith('uuid '))?.slice('uuid '.length);
  const tag = lines.find((line) => line.startsWith('tag '));
  const tagged = /^[^>]* uuid=["']([^"']*)/.exec(tag ?? '')?.[1];
  const fault = lines.find((line) => line.startsWith(HOOK_SAYS))?.slice(HOOK_SAYS.length);
  return {
    state: powerIn(output) ?? 'in a state that the host does not tell',
    answers: lines.includes('answers'),
    ours: tag !== undefined && (tagged === undefined || tagged === uuid),
    ...(fault !== undefined && { startFault: printable(fault, LONGEST_FAULT) }),
  };
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
