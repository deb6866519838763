import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { formatProblems } from '../../lib/config/problem';
import { readConfiguration } from '../../lib/config/read-configuration';
import { Project } from '../../lib/node/project';
import { readFacts } from '../../lib/facts/facts-file';
import { archiveState } from '../../fleet/terraform/state-archive';
import { contentsOf } from '../../fleet/terraform/state-contents';
import { synthesizeRetired } from '../../fleet/rollout/host-target';
import { HostAccess } from '../../lib/machine/host-spec';
import { stackId } from '../../lib/machine/stack-id';
import { StateResource, resourcesIn } from '../../lib/node/state-file';
import { FleetChange, cannotBeAgreed } from './change-fleet';
import { confirmed } from './confirmation';
import { ExitCode } from '../report/exit-code';
import { tell } from './fleet-input';
import { ChangeOptions } from '../options/fleet-options';
import { FleetSession } from './fleet-session';

export interface RetireOptions extends Omit<ChangeOptions, 'allow' | 'hosts' | 'plan'> {
  /** The machine is gone: it is not asked for anything. */
  readonly forget?: boolean;
}

/** `quantum-kvm retire`: takes down what stands on a host that is no longer in kvm.host.range. */
export async function retire(address: string, options: RetireOptions): Promise<number> {
  const host = readHost(address, options);
  if (!host) return ExitCode.wrongInput;
  const resources = resourcesOrTold(host.stateFile);
  if (!resources) return ExitCode.wrongInput;
  if (resources.length === 0) return end(host, options);
  if (cannotBeAgreed('retire', options)) return ExitCode.wrongInput;
  return options.forget ? forget(host, resources, options) : tearDown(host, resources, options);
}

/** A host out of the range, as far as the two files know it. */
interface RetiredHost {
  readonly access: Omit<HostAccess, 'facts'> & Partial<Pick<HostAccess, 'facts'>>;
  readonly project: Project;
  readonly stateFile: string;
}

function readHost(address: string, options: RetireOptions): RetiredHost | undefined {
  const configFile = options.config ?? defaultConfigurationFile();
  const { configuration, problems, loginOf } = readConfiguration(configFile);
  if (problems.length > 0) tell(formatProblems(problems));
  if (!configuration || !loginOf) return undefined;
  if (configuration.hosts.some((host) => host.address === address)) {
    tell(
      `quantum-kvm: ${address} is in kvm.host.range; allowed is a host outside of it. Take it out of kvm.host.range first, or, to keep it there, run "quantum-kvm destroy --hosts ${address}"`,
    );
    return undefined;
  }
  const project = Project.of(configFile);
  const { facts } = readFacts(project.factsFile);
  const id = stackId(address);
  const access = { stackId: id, address, login: loginOf(address), facts: facts?.hosts[address] };
  return { access, project, stateFile: project.stateFile(id) };
}

function resourcesOrTold(stateFile: string): StateResource[] | undefined {
  try {
    return resourcesIn(stateFile);
  } catch (error) {
    const { message } = error as Error;
    tell(`quantum-kvm: ${stateFile} is no state that can be read: ${message}; restore it`);
    return undefined;
  }
}

async function tearDown(
  { access, project, stateFile }: RetiredHost,
  resources: readonly StateResource[],
  options: RetireOptions,
): Promise<number> {
  const { facts } = access;
  if (!facts) {
    tell(
      `quantum-kvm: hosts.lock.json has no facts of ${access.address}, and so no host key to know it by; restore its entry from version control, or, if the machine is gone, say --forget`,
    );
    return ExitCode.wrongInput;
  }
  const fleet = { input: { project, specs: [], problems: [] }, specs: [], leftOvers: [] };
  const session = await FleetSession.open(
    { ...fleet, hasFailedHosts: false },
    'retire',
    { ...options, hostTimeoutMinutes: options.hostTimeout },
    () => [synthesizeRetired(project, { ...access, facts }, resources)],
  );
  if (!session) return ExitCode.wrongInput;
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
    tell(`quantum-kvm: if the machine is gone for good, say "retire ${access.address} --forget"`);
  }
  return code;
}

async function forget(
  host: RetiredHost,
  resources: readonly StateResource[],
  options: RetireOptions,
): Promise<number> {
  const { address } = host.access;
  const contents = contentsOf(resources);
  if (!options.json) tell(`May still be on ${address}: ${contents.join(', ')}`);
  const ask = () => confirmed(`forget ${address}?`, new AbortController().signal);
  if (!options.yes && !(await ask())) {
    tell('quantum-kvm: nothing was changed');
    return ExitCode.done;
  }
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
    const document = { type: 'retire', address, hosts: [], leftBehind, archived };
    process.stdout.write(`${JSON.stringify(document)}\n`);
    return ExitCode.done;
  }
  const what = leftBehind.length > 0 ? 'is forgotten' : 'has nothing that is known here';
  const where = archived === undefined ? '' : `; its state is kept as ${archived}`;
  process.stdout.write(`${address} ${what}${where}\n`);
  return ExitCode.done;
}
