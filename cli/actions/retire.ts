import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { printable } from '../../lib/config/printable';
import { otherConfigurations } from '../../lib/config/other-configurations';
import { formatProblems, hasErrors } from '../../lib/config/problem';
import { knownStacks } from '../../stacks/deployment-input';
import { deploymentKeyProblems } from '../../stacks/deployment-key';
import { misplacedState } from '../../stacks/misplaced-state';
import { readConfiguration } from '../../lib/config/read-configuration';
import { Project } from '../../lib/node/project';
import { readFacts } from '../../lib/facts/facts-file';
import { archiveState } from '../../fleet/terraform/state-archive';
import { contentsOf } from '../../fleet/terraform/state-contents';
import { lookAt } from '../../fleet/look/host-look';
import { libvirtFault } from '../../fleet/look/promises';
import { straySentence } from '../../fleet/look/stray-machines';
import { synthesizeRetired } from '../../fleet/rollout/host-target';
import { HostAccess } from '../../lib/machine/host-spec';
import { stackId } from '../../lib/machine/stack-id';
import { StateResource, resourcesIn } from '../../lib/node/state-file';
import { stateFault, stateFaultSentence } from '../../lib/node/terraform/state-fault';
import { FleetChange, cannotBeAgreed } from './change-fleet';
import { confirmed } from './confirmation';
import { ExitCode } from '../report/exit-code';
import { notice } from '../report/notice';
import { owningProject } from './owning-project';
import { printDocument } from '../report/documents/print-document';
import { print } from '../report/output';
import { Refusal } from './refusal';
import { registryStateRefusal } from './registry-hosts';
import { ChangeOptions } from '../options/fleet-options';
import { FleetSession } from './fleet-session';

export interface RetireOptions extends Omit<ChangeOptions, 'allow' | 'hosts' | 'plan'> {
  /** The machine is gone: it is not connected to. */
  readonly forget?: boolean;
}

/** `quantum-kvm retire`: takes down what stands on a host that is no longer in kvm.host.range. */
export async function retire(address: string, options: RetireOptions): Promise<number | Refusal> {
  return owningProject(options.config, 'retire', () => retireHost(address, options));
}

async function retireHost(address: string, options: RetireOptions): Promise<number | Refusal> {
  const host = readHost(address, options);
  if (host instanceof Refusal) return host;
  const fault = stateFault(host.stateFile, host.project.stackFolders(host.access.stackId));
  if (fault) {
    notice(`quantum-kvm: ${address}: ${printable(stateFaultSentence(fault), LONGEST_FAULT)}`);
    return ExitCode.failed;
  }
  const resources = resourcesIn(host.stateFile);
  if (resources.length === 0) {
    const unknown = options.forget ? undefined : await unknownOnHost(host);
    if (unknown === undefined) return end(host, options);
    notice(`quantum-kvm: ${host.access.address}: ${printable(unknown, LONGEST_FAULT)}`);
    return ExitCode.failed;
  }
  const refusal = cannotBeAgreed('retire', options);
  if (refusal) return refusal;
  return options.forget ? forget(host, resources, options) : tearDown(host, resources, options);
}

/** Characters of what is said of a state. */
const LONGEST_FAULT = 1000;

/** A host out of the range, as far as the two files know it. */
interface RetiredHost {
  readonly access: Omit<HostAccess, 'facts'> & Partial<Pick<HostAccess, 'facts'>>;
  readonly project: Project;
  readonly stateFile: string;
}

function readHost(address: string, options: RetireOptions): RetiredHost | Refusal {
  const configFile = options.config ?? defaultConfigurationFile();
  const project = Project.of(configFile);
  const { configuration, problems, loginOf } = readConfiguration(configFile);
  if (!configuration || !loginOf) return Refusal.ofProblems(problems);
  if (problems.length > 0) notice(formatProblems(problems));
  if (configuration.hosts.some((host) => host.address === address)) {
    return Refusal.of(
      `${address} is in kvm.host.range; allowed is a host outside of it. Take it out of kvm.host.range first, or, to keep it there, run "quantum-kvm destroy --hosts ${address}"`,
    );
  }
  const other = otherConfigurations(project.configFile).get(address);
  if (other !== undefined) {
    return Refusal.of(
      `${address} is in kvm.host.range of ${project.path(other)}, which has the same state; take it out there first, or, if that file is no longer used, move it to another folder`,
    );
  }
  const ofRegistry = registryStateRefusal(address, project);
  if (ofRegistry) return ofRegistry;
  const { facts } = readFacts(project.factsFile);
  const id = stackId(address);
  const obstacles = [
    ...(facts ? deploymentKeyProblems(configuration, facts, project) : []),
    ...misplacedState(configFile, project, [...knownStacks(configuration, facts), id]),
  ];
  if (hasErrors(obstacles)) return Refusal.ofProblems(obstacles);
  const access = {
    ...{ stackId: id, address, login: loginOf(address), facts: facts?.hosts[address] },
    deploymentId: facts?.deployment.id,
  };
  return { access, project, stateFile: project.stateFile(id) };
}

/** What stands on a host of which the state holds nothing, or why that is not known. Without its key it is not asked. */
async function unknownOnHost({
  access,
  project,
  stateFile,
}: RetiredHost): Promise<string | undefined> {
  const { facts, deploymentId } = access;
  if (!facts) return undefined;
  const looked = await lookAt({ ...access, facts }, '', {}, project);
  const silent = looked.kind === 'failed' ? looked.cause : libvirtFault(looked.look);
  if (silent !== undefined || looked.kind === 'failed') {
    return `not looked at: ${silent}; whether it has VMs of this deployment is not known; if the machine is gone, say --forget`;
  }
  const left = looked.look.machines.filter(
    ({ tagged, deployment = deploymentId }) => tagged && deployment === deploymentId,
  );
  return left.length === 0 ? undefined : straySentence(left, { machineName: '' }, stateFile);
}

async function tearDown(
  { access, project, stateFile }: RetiredHost,
  resources: readonly StateResource[],
  options: RetireOptions,
): Promise<number | Refusal> {
  const { facts } = access;
  if (!facts) {
    return Refusal.of(
      `hosts.lock.json has no facts of ${access.address}, and so no host key to know it by; restore its entry from version control, or, if the machine is gone, say --forget`,
    );
  }
  const fleet = { input: { project, specs: [], problems: [] }, specs: [], leftOvers: [] };
  const session = await FleetSession.open(
    { ...fleet, failed: [] },
    'retire',
    { ...options, hostTimeoutMinutes: options.hostTimeout },
    () => [synthesizeRetired(project, { ...access, facts }, resources)],
  );
  if (session instanceof Refusal) return session;
  const command = {
    name: 'retire' as const,
    choiceFor: () => ({ destroy: true }),
    needsAllowance: false,
  };
  const code = await session.during(() =>
    new FleetChange(session, command, { ...options, allow: [] }).run(),
  );
  if (resourcesIn(stateFile).length === 0) archiveState(stateFile);
  else if (code === ExitCode.failed) {
    notice(`quantum-kvm: if the machine is gone for good, say "retire ${access.address} --forget"`);
  }
  return code;
}

async function forget(
  host: RetiredHost,
  resources: readonly StateResource[],
  options: RetireOptions,
): Promise<number | Refusal> {
  const { address } = host.access;
  const contents = contentsOf(resources);
  if (!options.json) notice(`May still be on ${address}: ${contents.join(', ')}`);
  const question = `forget ${address}, its state, and what may still be on it?`;
  if (!options.yes && !(await confirmed(question))) return Refusal.of('nothing was changed');
  return end(host, options, contents);
}

/** The state has done its service. */
function end(
  { access: { address }, stateFile }: RetiredHost,
  { json }: RetireOptions,
  leftBehind: readonly string[] = [],
): number {
  const archived = existsSync(stateFile) ? relative('.', archiveState(stateFile)) : undefined;
  if (json) {
    printDocument({ type: 'retire', version: 1, hosts: [], address, leftBehind, archived });
    return ExitCode.done;
  }
  const what = leftBehind.length > 0 ? 'is forgotten' : 'has nothing that is known here';
  const where = archived === undefined ? '' : `; its state is kept as ${archived}`;
  print(process.stdout, `${address} ${what}${where}`);
  return ExitCode.done;
}
