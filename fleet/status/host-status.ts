import { printable } from '../../lib/config/printable';
import { Project } from '../../lib/node/project';
import { parseCheckOutput } from '../../lib/host-scripts/check-output';
import { factDrift } from '../../lib/check/fact-drift';
import { SshLimits } from '../../lib/ssh/ssh-target';
import { HostSpec } from '../../lib/machine/host-spec';
import { eachHost } from '../../lib/ssh/host-queue';
import { LoginOpener } from '../../lib/ssh/ssh-login';
import { onHost } from '../../lib/ssh/host-shell';
import { machineDifferences } from './machine-differences';
import { MadeFromHere, foreignMachine, madeFromHere } from './machine-identity';
import { MachineState, parseMachineState } from './machine-state';
import { ANSWER_SECONDS } from '../../lib/ssh/reachability';
import { sectionsOf, stateScript } from './state-script';
import { readAnswer } from './unreadable-answer';

/** What a host says of itself now. */
export interface HostStatus {
  readonly address: string;
  readonly machineName: string;
  /** Undefined: the host, or libvirt on it, did not answer, and `fault` says why. */
  readonly machine?: MachineState;
  readonly fault?: string;
  /** What is known of the host stands against asking it anything. @default false */
  readonly notAsked?: true;
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
  const answers = await eachHost(specs, parallel, signal, ask, (spec, fault) => ({
    ...nothingKnown(spec),
    fault,
  }));
  return answers.flatMap((status) => status ?? []);
}

async function hostStatus(
  spec: HostSpec,
  project: Project,
  limits: SshLimits,
): Promise<HostStatus> {
  const outcome = await onHost(spec, project, stateScript(spec), limits);
  const base = nothingKnown(spec);
  if (outcome.kind === 'failed') return { ...base, fault: outcome.failure.message };
  if (outcome.exitCode !== 0) return { ...base, fault: libvirtSilent(outcome.stderr) };
  const made = madeFromHere(spec, project);
  const read = readAnswer(() => stateIn(spec, made, sectionsOf(outcome.stdout)));
  if (read.fault !== undefined) return { ...base, fault: read.fault };
  const { facts } = read.value;
  return { ...base, ...read.value, facts: [...facts, ...lostKey(spec, made, outcome.openedBy)] };
}

/** The password opens the login all the same, so nothing else would tell. */
function lostKey({ login }: HostSpec, { uuid }: MadeFromHere, openedBy: LoginOpener): string[] {
  if (uuid === undefined || openedBy.startsWith('key')) return [];
  return [`the key of ${login.name} is not authorized; "quantum-kvm prepare" authorizes it`];
}

type Stated = Required<Pick<HostStatus, 'machine' | 'differences' | 'facts'>>;

/** @throws UnreadableAnswer */
function stateIn(
  spec: HostSpec,
  made: MadeFromHere,
  sections: ReturnType<typeof sectionsOf>,
): Stated {
  const machine = parseMachineState(sections);
  const foreign = foreignMachine(machine, made);
  return {
    machine,
    differences: sentences(
      foreign === undefined ? machineDifferences(machine, spec.machine) : [foreign],
    ),
    facts: sentences([...missingPackages(sections.packages), ...untrueFacts(spec, sections.facts)]),
  };
}

/** What one host may add to a report. */
const MOST_FINDINGS = 100;

/** They repeat what the host has said. */
function sentences(found: readonly string[]): string[] {
  const left = found.length - MOST_FINDINGS;
  return [
    ...found.slice(0, MOST_FINDINGS).map((text) => printable(text)),
    ...(left > 0 ? [`… and ${left} more`] : []),
  ];
}

/** Of a host that does not answer. */
export function nothingKnown({ address, machine }: Pick<HostSpec, 'address' | 'machine'>) {
  return { address, machineName: machine.name, differences: [], facts: [] };
}

function missingPackages(missing: string): string[] {
  return missing === '' ? [] : [`packages missing: ${missing}`];
}

function untrueFacts({ facts: known }: HostSpec, printed: string): string[] {
  const { facts, refusal } = parseCheckOutput(printed);
  if (refusal !== undefined) return [`what the host reports of itself is not used: ${refusal}`];
  return facts ? factDrift(known, facts) : ['the host does not tell its facts'];
}

function libvirtSilent(stderr: string): string {
  const message = stderr.trim().split('\n').at(-1) ?? '';
  return `libvirt does not answer: ${printable(message) || 'virsh is missing or failed'}`;
}
