import { printable } from '../../lib/config/printable';
import { Project } from '../../lib/node/project';
import { parseLook } from '../../lib/host-scripts/look-output';
import { parseCheckOutput } from '../../lib/host-scripts/check-output';
import { factDrift } from '../../lib/check/fact-drift';
import { SshLimits } from '../../lib/ssh/ssh-target';
import { HostSpec } from '../../lib/machine/host-spec';
import { eachHost } from '../../lib/ssh/host-queue';
import { onHost } from '../../lib/ssh/host-shell';
import { lookScript } from '../look/host-look';
import { KnownHost, nothingRecorded } from '../look/known-host';
import { MachineHolders } from '../look/machine-holders';
import { displacedMachines } from '../look/stray-machines';
import { Difference, FactId } from './difference';
import { brokenPromises, knownHosts } from './broken-promises';
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
  /** Too little is known of the host to ask it anything. @default false */
  readonly notAsked?: true;
  /** What keeps the host from being worked on, one sentence. @default - nothing does */
  readonly mismatch?: string;
  /** From the configuration; empty when nothing differs. */
  readonly differences: readonly Difference[];
  /** What of the facts, and of what preparation made, holds no longer; empty: all does. */
  readonly facts: readonly Difference<FactId>[];
  /** How many more of the facts hold no longer. @default 0 */
  readonly factsOmitted?: number;
}

/** A dead host is known to be dead after the first; one that answers may be slow. */
const LIMITS: SshLimits = {
  connectTimeoutSeconds: ANSWER_SECONDS,
  sessionTimeoutSeconds: 30,
};

/** Told of each host: when it is begun, without a status, and when that is there. */
export type OnStatus = (host: Pick<HostSpec, 'address'>, status?: HostStatus) => void;

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
  onStatus?: OnStatus,
): Promise<HostStatus[]> {
  const limits = { ...LIMITS, signal };
  const holders = new MachineHolders(project);
  const told = (spec: HostSpec, status: HostStatus) => {
    onStatus?.(spec, status);
    return status;
  };
  const ask = async (spec: HostSpec) => {
    onStatus?.(spec);
    return told(spec, await hostStatus(spec, project, holders, limits));
  };
  const answers = await eachHost(specs, parallel, signal, ask, (spec, fault) =>
    told(spec, { ...nothingKnown(spec), fault }),
  );
  return answers.flatMap((status) => status ?? []);
}

async function hostStatus(
  spec: HostSpec,
  project: Project,
  holders: MachineHolders,
  limits: SshLimits,
): Promise<HostStatus> {
  const { known, made } = recordedOf(spec, project);
  const script = stateScript(spec, lookScript('', known));
  const outcome = await onHost(spec, project, script, limits);
  const base = nothingKnown(spec);
  if (outcome.kind === 'failed') return { ...base, fault: outcome.failure.message };
  if (outcome.exitCode !== 0) return { ...base, fault: libvirtSilent(outcome.stderr) };
  const sections = sectionsOf(outcome.stdout);
  const read = readAnswer(() => stateIn(spec, made, sections));
  if (read.fault !== undefined) return { ...base, fault: read.fault };
  const { facts, ...stated } = read.value;
  const mismatch = displacedCause(spec, holders, sections.promises);
  if (mismatch !== undefined) return { ...base, ...stated, differences: [], mismatch };
  const broken = brokenPromises(known, sections.promises, spec.login.name, outcome.openedBy);
  return { ...base, ...stated, ...bounded([...broken, ...facts]) };
}

/** Of another machine than the one that is meant, nothing is compared. */
function displacedCause(
  { address, deploymentId }: HostSpec,
  holders: MachineHolders,
  printed: string,
): string | undefined {
  const look = parseLook(printed);
  if (typeof look === 'string') return undefined;
  const found = displacedMachines(look.machines, address, deploymentId, holders);
  return found && `${found.what}; ${found.cure}`;
}

/** A state that cannot be read is a mismatch of its host, which can be asked all the same. */
function recordedOf(spec: HostSpec, project: Project): { known: KnownHost; made: MadeFromHere } {
  try {
    return { known: knownHosts(spec, project), made: madeFromHere(spec, project) };
  } catch {
    const { stackId, machine, facts } = spec;
    return {
      known: nothingRecorded(project.stateFile(stackId)),
      made: { name: machine.name, adopted: facts.adopted !== undefined },
    };
  }
}

type FactDifference = Difference<FactId>;

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
    differences: foreign === undefined ? machineDifferences(machine, spec.machine) : [foreign],
    facts: untrueFacts(spec, sections.facts),
  };
}

/** What one host may add to a report. */
const MOST_FACTS = 100;

function bounded(facts: readonly FactDifference[]): Pick<HostStatus, 'facts' | 'factsOmitted'> {
  const left = facts.length - MOST_FACTS;
  return { facts: facts.slice(0, MOST_FACTS), ...(left > 0 && { factsOmitted: left }) };
}

/** Of a host that does not answer. */
export function nothingKnown({ address, machine }: Pick<HostSpec, 'address' | 'machine'>) {
  return { address, machineName: machine.name, differences: [], facts: [] };
}

function untrueFacts({ facts: known }: HostSpec, printed: string): FactDifference[] {
  const { facts, refusal } = parseCheckOutput(printed);
  if (facts === undefined || refusal !== undefined) {
    return [{ id: 'fact.report', expected: null, actual: refusal ?? null }];
  }
  return factDrift(known, facts).map(({ fact, name, before = null, after = null }) => ({
    id: `fact.${fact}` as const,
    ...(name !== undefined && { name }),
    ...{ expected: before, actual: after },
  }));
}

function libvirtSilent(stderr: string): string {
  const message = stderr.trim().split('\n').at(-1) ?? '';
  return `libvirt does not answer: ${printable(message) || 'virsh is missing or failed'}; run "quantum-kvm prepare", which starts it`;
}
