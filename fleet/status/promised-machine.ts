import { printable } from '../../lib/config/printable';
import { RUNNING } from '../../lib/machine/power-state';
import { Project } from '../../lib/node/project';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { ShellHost, onHost } from '../../lib/ssh/host-shell';
import { ANSWER_SECONDS } from '../../lib/ssh/reachability';
import {
  MISSING,
  circumstances,
  circumstancesCommands,
  powerCommand,
  powerIn,
  stateText,
} from './machine-power';

/** What an apply promises of a VM. */
export interface PromisedMachine {
  readonly name: string;
  /** Of the VM that goes; one that is made has none yet. */
  readonly uuid?: string;
  readonly state: 'running' | 'off' | 'gone';
}

const LIMITS = { connectTimeoutSeconds: 2 * ANSWER_SECONDS, sessionTimeoutSeconds: 30 };

const VIRSH = 'virsh -q -c qemu:///system';

/** Asks for the state of the VM, and whether there is one of the UUID; changes nothing. */
export function promisedScript({ name, uuid = '' }: PromisedMachine): string {
  return [
    'export LC_ALL=C',
    exportLines({ QK_QUERY_VM: name, QK_QUERY_UUID: uuid }),
    // What is not found must not be what could not be asked.
    `timeout ${ANSWER_SECONDS} ${VIRSH} list --all --name >/dev/null || exit 1`,
    powerCommand(VIRSH),
    `[ -z "$QK_QUERY_UUID" ] || echo "Name of the UUID: $(${VIRSH} domname "$QK_QUERY_UUID" 2>/dev/null)"`,
    ...circumstancesCommands(VIRSH),
    'exit 0',
    '',
  ].join('\n');
}

/**
 * Looks at a VM after an apply.
 *
 * @param project holds the deployment's key
 * @returns why it is not as it was promised, with what to do; undefined: it is
 */
export async function brokenPromise(
  host: ShellHost,
  promised: PromisedMachine,
  project: Project,
): Promise<string | undefined> {
  const outcome = await onHost(host, project, promisedScript(promised), LIMITS);
  if (outcome.kind === 'failed') return notLookedAt(promised, outcome.failure.message);
  if (outcome.exitCode !== 0)
    return notLookedAt(
      promised,
      `libvirt on the host does not answer: ${lastLine(outcome.stderr)}`,
    );
  return faultIn(outcome.stdout, promised);
}

/** Reads what {@link promisedScript} printed. */
export function faultIn(output: string, promised: PromisedMachine): string | undefined {
  const { name } = promised;
  const power = powerIn(output);
  if (power === undefined) return notLookedAt(promised, 'the host does not tell its state');
  if (promised.state === 'gone') return leftOver(power, output, promised);
  if (power === MISSING)
    return `the change was applied, but the host has no VM ${name} any more; run the same command again, which makes it anew`;
  const isKept = promised.state === 'running' ? power === RUNNING : power.startsWith('off');
  if (isKept) return undefined;
  const state = stateText(power, circumstances(output));
  return `the change was applied, but the VM ${name} is ${state}; ${cure(power, name)}`;
}

function leftOver(power: string, output: string, { name, uuid }: PromisedMachine) {
  if (power !== MISSING)
    return `the VM was removed, but the host has a VM ${name} again, ${power}; see who made it (virsh dumpxml ${name})`;
  const other = /^Name of the UUID: (.+)$/m.exec(output)?.[1];
  return other === undefined
    ? undefined
    : `the VM was removed, but the host still has one of the UUID ${uuid}, named ${printable(other, 100)}; see who made it (virsh dumpxml ${uuid})`;
}

function cure(power: string, name: string): string {
  const again = 'then run the same command again';
  if (power.includes('I/O error'))
    return `free space on the file system of its disks, or mend the disk (virsh domblkerror ${name}), ${again}, which resumes it`;
  if (power.startsWith('off') || power.startsWith('crashed'))
    return `see why (/var/log/libvirt/qemu/${name}.log and its console), ${again}, which starts it`;
  return `see what did that (virsh domstate ${name} --reason, journalctl -u libvirtd), ${again}`;
}

function notLookedAt({ name }: PromisedMachine, why: string): string {
  return `the change was applied, but how the VM ${name} is could not be looked up: ${why}; ask with "quantum-kvm status"`;
}

function lastLine(text: string): string {
  return printable(text.trim().split('\n').at(-1) ?? '', 200) || 'virsh failed';
}
