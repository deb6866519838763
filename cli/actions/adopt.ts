import { hasErrors } from '../../lib/config/problem';
import { readFacts } from '../../lib/facts/facts-file';
import { changeFacts } from '../../lib/facts/facts-record';
import { FoundMachine, findMachine, prepareForImport } from '../../fleet/rollout/adoption';
import { ReadyHost } from '../../fleet/rollout/fleet-run';
import { eachHost } from '../../lib/ssh/host-queue';
import { Project } from '../../lib/node/project';
import { HostSpec } from '../../lib/machine/host-spec';
import { adoptingSpec } from '../../lib/machine/adopting-spec';
import { misformedValues } from '../../lib/machine/spec-values';
import { StateResource, resourcesIn } from '../../lib/node/terraform/state-file';
import { cannotBeAgreed } from './change/change-fleet';
import { FleetChange, reportResults } from './change/fleet-change';
import { ExitCode } from '../report/exit-code';
import { notice } from '../report/notice';
import { onBoard } from '../report/progress/host-board';
import { owningProject } from './session/owning-project';
import { Refusal } from './session/refusal';
import { FleetInput, UnusableHost, readFleetInput, unusableResults } from './session/fleet-input';
import { ChangeOptions } from '../options/fleet-options';
import { FleetSession } from './session/fleet-session';
import { workableFleet } from './session/workable-fleet';

/** `quantum-kvm adopt`: takes VMs of the expected names into the state that were not made from here. */
export async function adopt(options: ChangeOptions): Promise<number | Refusal> {
  const refusal = cannotBeAgreed('adopt', options);
  return refusal ?? owningProject(options.config, 'adopt', () => adoptAll(options));
}

async function adoptAll(options: ChangeOptions): Promise<number | Refusal> {
  const chosen = readFleetInput(options);
  if (chosen instanceof Refusal) return chosen;
  if (chosen.refusal) {
    if (options.json) {
      reportResults({ name: 'adopt' }, options, unusableResults(chosen.failed));
    }
    return chosen.refusal;
  }
  // It writes the file, and what nobody could read there would be lost.
  const { problems } = readFacts(chosen.input.project.factsFile);
  if (hasErrors(problems)) return Refusal.ofProblems(problems);
  const fleet = workableFleet('adopt', chosen);
  if (fleet instanceof Refusal) return fleet;
  const answers = await lookForMachines(fleet, options);
  const found = answers.flatMap((answer) => answer ?? []);
  found.forEach(({ spec, note }) => note && notice(`${spec.address}: ${note}`));
  const specs = found.flatMap(({ adopting }) => adopting ?? []);
  const failed = [...fleet.failed, ...found.flatMap(unusable)];
  if (specs.length === 0) {
    notice('quantum-kvm: there is nothing to adopt');
    if (options.json || failed.length > 0) {
      reportResults({ name: 'adopt' }, options, unusableResults(failed));
    }
    return failed.length > 0 ? ExitCode.failed : ExitCode.done;
  }
  return importAll({ ...fleet, specs, failed }, options);
}

/** Looks on every host for its VM, and prepares those that have one. */
function lookForMachines(
  { specs, input }: FleetInput,
  { parallel }: ChangeOptions,
): Promise<(Candidate | undefined)[]> {
  return onBoard('looking for VMs', specs.length, process.stderr, (board) => {
    const done = (found: Candidate): Candidate => {
      board?.finish(found.spec.address, found.failed ?? false);
      return found;
    };
    const run = async (spec: HostSpec) => {
      board?.begin(spec.address);
      return done(await candidate(spec, input.project));
    };
    const failed = (spec: HostSpec, note: string) => done({ spec, note, failed: true });
    return eachHost(specs, parallel, undefined, run, failed);
  });
}

/** A host that was looked at, with its spec if there is something to adopt. */
interface Candidate {
  readonly spec: HostSpec;
  readonly adopting?: HostSpec;
  readonly note?: string;
  readonly failed?: boolean;
}

function unusable({ spec, note = '', failed }: Candidate): UnusableHost[] {
  const { address, machine } = spec;
  return failed ? [{ address, machineName: machine.name, cause: note, problems: [] }] : [];
}

async function candidate(spec: HostSpec, project: Project): Promise<Candidate> {
  const { name } = spec.machine;
  const managed = managedMachine(spec, project);
  const found = await findMachine(spec, project);
  if (found.fault !== undefined) return { spec, note: found.fault, failed: true };
  if (managed) return ofManaged(spec, managed, found.value, project);
  if (!found.value) return { spec, note: `there is no VM named ${name}` };
  const obstacle = otherDisk(spec, found.value);
  if (obstacle !== undefined) return { spec, note: obstacle, failed: true };
  const adopting = adoptingSpec(spec, { macs: macsOf(spec, found.value) });
  const [misformed] = misformedValues(adopting);
  if (misformed) {
    const note = `${misformed.what}; allowed: ${misformed.allowed ?? ''}; correct it with "virsh edit ${name}" on the host`;
    return { spec, note, failed: true };
  }
  const prepared = await prepareForImport(spec, project);
  if (prepared.fault !== undefined) return { spec, note: prepared.fault, failed: true };
  return { spec, adopting };
}

function managedMachine({ stackId }: HostSpec, project: Project): StateResource | undefined {
  return resourcesIn(project.stateFile(stackId)).find(({ type }) => type === 'libvirt_domain');
}

/** Another VM of the name than the one in the state, or one made anew, is taken over when the state has let that go. */
function ofManaged(
  spec: HostSpec,
  { address, attributes }: StateResource,
  found: FoundMachine | undefined,
  project: Project,
): Candidate {
  const { name } = spec.machine;
  const known = String(attributes.uuid).toLowerCase();
  const isKnown = found?.uuid === known && (found.tagged || spec.facts.adopted !== undefined);
  if (!found || isKnown) return { spec, note: `${name} is managed from here` };
  const stateFile = project.stateFile(spec.stackId);
  const note = `the state ${stateFile} holds a VM ${name} (UUID ${known}) that is not the one on the host (UUID ${found.uuid ?? 'unknown'}), which was made anew; to take that one over, run "terraform state rm -state=${stateFile} ${address}", then the same command again`;
  return { spec, note, failed: true };
}

/** That of the system disks made from here. */
const SYSTEM_DISK_FORMAT = 'qcow2';

/** With another disk the VM would boot an empty one. */
function otherDisk({ machine, storage }: HostSpec, found: FoundMachine): string | undefined {
  const wanted = `${storage.poolPath}/${machine.name}.qcow2`;
  if (found.systemDisk === wanted) return otherFormat(machine.name, found);
  return `${machine.name} has ${found.systemDisk ?? 'no file'} as vda, its system disk; allowed is ${wanted}. Move the file there and change the VM ("virsh edit ${machine.name}") while it is off, or correct kvm.location.path`;
}

/** What a guest wrote to a raw disk would be read as a header, which can name any file of the host. */
function otherFormat(name: string, { systemDisk, systemDiskFormat }: FoundMachine) {
  if (systemDiskFormat === SYSTEM_DISK_FORMAT) return undefined;
  return `${name} has its system disk ${systemDisk} in the format ${systemDiskFormat}; allowed is ${SYSTEM_DISK_FORMAT}. Convert it while the VM is off ("qemu-img convert -f ${systemDiskFormat} -O ${SYSTEM_DISK_FORMAT}") and change the VM ("virsh edit ${name}")`;
}

function macsOf({ machine }: HostSpec, { macs }: FoundMachine): Record<string, string> {
  return Object.fromEntries(
    machine.nics.flatMap(({ bridge }) =>
      Object.hasOwn(macs, bridge) ? [[bridge, macs[bridge] as string]] : [],
    ),
  );
}

async function importAll(fleet: FleetInput, options: ChangeOptions): Promise<number | Refusal> {
  const session = await FleetSession.open(fleet, 'adopt', {
    ...options,
    hostTimeoutMinutes: options.hostTimeout,
  });
  if (session instanceof Refusal) return session;
  const command = {
    name: 'adopt' as const,
    choiceFor: () => ({ ignoresStrays: true }),
    needsAllowance: true,
    declined: 'no VM was adopted; what preparation has made on the hosts stays',
    onAgreed: (hosts: readonly ReadyHost[]) => recordAdopted(fleet, hosts),
  };
  return session.during(() => new FleetChange(session, command, options).run());
}

/** From now on the VM counts as ours, whatever becomes of this run. */
function recordAdopted({ input, specs }: FleetInput, ready: readonly ReadyHost[]): void {
  const { factsFile } = input.project;
  const addresses = new Set(ready.map(({ target }) => target.address));
  const adopted = specs.filter(({ address }) => addresses.has(address));
  const entries = adopted.map((spec) => [spec.address, spec.facts] as const);
  const changed = Object.fromEntries(entries);
  changeFacts(input.project, (facts) => ({ ...facts, hosts: { ...facts.hosts, ...changed } }));
  notice(`${factsFile} was written: review and commit it`);
}
