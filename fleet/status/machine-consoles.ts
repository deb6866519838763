import { isIP } from 'node:net';
import { printable } from '../../lib/config/printable';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { HostSpec } from '../../lib/machine/host-spec';
import { Project } from '../../lib/node/project';
import { onHost } from '../../lib/ssh/host-shell';
import { ANSWER_SECONDS } from '../../lib/ssh/reachability';
import { MISSING, powerCommand, powerIn } from './machine-power';

/** How the VM of a host can be looked at now. */
export interface MachineConsoles {
  /** `running`, `off: shut down`, `missing`. */
  readonly state: string;
  /** Where its display listens on the host. @default - it has none, or is off */
  readonly vnc?: { readonly address: string; readonly port: number };
  /** Whether it has a serial console that is open now. */
  readonly serial: boolean;
}

const LIMITS = { connectTimeoutSeconds: ANSWER_SECONDS, sessionTimeoutSeconds: 30 };
const VIRSH = 'virsh -q -c qemu:///system';
/** The display 0 of VNC. */
const FIRST_VNC_PORT = 5900;
const LOOPBACK = '127.0.0.1';

/** Asks a host for the consoles of its VM as they are, and changes nothing. @returns a text: why that is not known */
export async function machineConsoles(
  spec: HostSpec,
  project: Project,
): Promise<MachineConsoles | string> {
  const outcome = await onHost(spec, project, consolesScript(spec.machine.name), LIMITS);
  if (outcome.kind === 'failed') {
    const { message, cure } = outcome.failure;
    return cure === '' ? message : `${message}; ${cure}`;
  }
  return parseConsoles(outcome.stdout) ?? `libvirt does not answer: ${lastLine(outcome.stderr)}`;
}

function consolesScript(machineName: string): string {
  return [
    'export LC_ALL=C',
    exportLines({ QK_QUERY_VM: machineName }),
    `timeout ${ANSWER_SECONDS} ${VIRSH} version >/dev/null || exit 1`,
    powerCommand(VIRSH),
    `${VIRSH} vncdisplay "$QK_QUERY_VM" 2>/dev/null | sed -n '1s/^/vnc /p'`,
    `${VIRSH} ttyconsole "$QK_QUERY_VM" 2>/dev/null | sed -n '1s/^/serial /p'`,
    'exit 0',
    '',
  ].join('\n');
}

/** Reads what the host printed; undefined: it does not tell the state of the VM. */
export function parseConsoles(printed: string): MachineConsoles | undefined {
  const state = powerIn(printed);
  if (state === undefined) return undefined;
  const vnc = vncOf(printed);
  const serial = /^serial \/dev\/\S+$/m.test(printed);
  return { state, serial, ...(vnc && { vnc }) };
}

/** `127.0.0.1:74`: the number of the display; without an address it listens on all. */
function vncOf(printed: string): MachineConsoles['vnc'] {
  const [, listen = '', display] = /^vnc (\S{0,64}):(\d{1,5})\r?$/m.exec(printed) ?? [];
  if (display === undefined) return undefined;
  const port = FIRST_VNC_PORT + Number(display);
  const address = listen.replace(/^\[(.*)\]$/, '$1');
  return port > 65535 ? undefined : { address: isIP(address) ? address : LOOPBACK, port };
}

/** Why there is nothing to look at. */
export function withoutConsole(machineName: string, state: string): string {
  return state === MISSING
    ? `the host has no VM ${machineName}; "quantum-kvm deploy" makes it`
    : `${machineName} is ${state}, and has no console open now; "quantum-kvm deploy" starts a VM that is off`;
}

function lastLine(text: string): string {
  return printable(text.trim().split('\n').at(-1) ?? '') || 'virsh is missing or failed';
}
