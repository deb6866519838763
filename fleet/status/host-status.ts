import { Project } from '../../lib/node/project';
import { parseCheckOutput } from '../../lib/host-scripts/check-output';
import { factDrift } from '../../lib/check/fact-drift';
import { SshLimits } from '../../lib/ssh/ssh-target';
import { HostSpec } from '../../lib/machine/host-spec';
import { overHosts } from '../../lib/ssh/host-queue';
import { onHost } from '../../lib/ssh/host-shell';
import { machineDifferences } from './machine-differences';
import { MachineState, parseMachineState } from './machine-state';
import { ANSWER_SECONDS } from '../../lib/ssh/reachability';
import { sectionsOf, stateScript } from './state-script';

/** What a host says of itself now. */
export interface HostStatus {
  readonly address: string;
  readonly machineName: string;
  /** Undefined: the host, or libvirt on it, did not answer, and `fault` says why. */
  readonly machine?: MachineState;
  readonly fault?: string;
  /** From the configuration; empty when nothing differs. */
  readonly differences: readonly string[];
  /** What of the facts, and of the packages that preparation installed, holds no longer; empty: all does. */
  readonly facts: readonly string[];
}

/** A dead host is known to be dead after the first; one that answers may be slow. */
const LIMITS: SshLimits = {
  connectTimeoutSeconds: ANSWER_SECONDS,
  sessionTimeoutSeconds: 30,
};

/**
 * Asks all hosts, so many at a time, without Terraform and without changing anything; results in the
 * order of the plans.
 *
 * @param project holds the deployment's key
 * @param signal ends the queries at once; hosts not begun by then are left out
 */
export async function fleetStatus(
  specs: readonly HostSpec[],
  project: Project,
  parallel: number,
  signal?: AbortSignal,
): Promise<HostStatus[]> {
  const limits = { ...LIMITS, signal };
  const ask = (spec: HostSpec) => hostStatus(spec, project, limits);
  const answers = await overHosts(specs, parallel, signal, ask);
  return answers.flatMap((status) => status ?? []);
}

async function hostStatus(
  spec: HostSpec,
  project: Project,
  limits: SshLimits,
): Promise<HostStatus> {
  const { address, machine } = spec;
  const outcome = await onHost(spec, project, stateScript(spec), limits);
  const base = { address, machineName: machine.name, differences: [], facts: [] };
  if (outcome.kind === 'failed') return { ...base, fault: outcome.failure.message };
  if (outcome.exitCode !== 0) return { ...base, fault: libvirtSilent(outcome.stderr) };
  // A host is not trusted with the operator's terminal.
  const sections = sectionsOf(outcome.stdout.replace(/[^\P{Cc}\n\t]/gu, ''));
  const state = parseMachineState(sections);
  return {
    ...base,
    machine: state,
    differences: machineDifferences(state, machine),
    facts: [...missingPackages(sections.packages), ...untrueFacts(spec, sections.facts)],
  };
}

function missingPackages(missing: string): string[] {
  return missing === '' ? [] : [`packages missing: ${missing.replace(/\p{C}/gu, ' ')}`];
}

function untrueFacts({ facts: known }: HostSpec, printed: string): string[] {
  const { facts, refusal } = parseCheckOutput(printed);
  if (refusal !== undefined) return [`what the host reports of itself is not used: ${refusal}`];
  return facts ? factDrift(known, facts) : ['the host does not tell its facts'];
}

function libvirtSilent(stderr: string): string {
  const message = stderr.trim().split('\n').at(-1) ?? '';
  return `libvirt does not answer: ${message.replace(/\p{C}/gu, ' ') || 'virsh is missing or failed'}`;
}
