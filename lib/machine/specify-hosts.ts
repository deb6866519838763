import { Configuration, HostConfiguration } from '../config/configuration';
import { Problem } from '../config/problem';
import { vmName, vmNumber } from '../config/addressing/vm-name';
import { vncPort } from '../config/addressing/vnc-port';
import { DeploymentFacts, FleetFacts, HostFacts } from '../facts/host-facts';
import { cpuShare, threadsPerSocket } from './cpu-share';
import { dataDisks } from './data-disks';
import { checkHost, withoutFacts } from './feasibility';
import { HostPlan, MachinePlan } from './host-spec';
import { nics } from './nics';
import { stackId } from './stack-id';
import { storagePool } from './storage-pool';

/** The plans of all hosts that can have one, in the order of the configuration, and what keeps the others from it. */
export interface PlanResult {
  readonly plans: readonly HostPlan[];
  readonly problems: readonly Problem[];
}

/** Brings the two input files together; nothing else flows into a plan. */
export function planHosts(configuration: Configuration, facts: FleetFacts): PlanResult {
  const results = configuration.hosts.map((wanted) => planHost(wanted, facts));
  return {
    plans: results.flatMap(({ plans }) => plans),
    problems: results.flatMap(({ problems }) => problems),
  };
}

function planHost(wanted: HostConfiguration, { hosts, deployment }: FleetFacts): PlanResult {
  const facts = hosts[wanted.address];
  const problems = facts ? checkHost(wanted, facts, deployment) : [withoutFacts(wanted.address)];
  return {
    plans: facts && problems.length === 0 ? [hostPlan(wanted, facts, deployment)] : [],
    problems,
  };
}

function hostPlan(
  wanted: HostConfiguration,
  facts: HostFacts,
  deployment: DeploymentFacts,
): HostPlan {
  return {
    stackId: stackId(wanted.address),
    address: wanted.address,
    providers: wanted.providers,
    login: wanted.login,
    facts,
    publicKey: deployment.publicKey,
    ...(wanted.packagesDirectory !== undefined && { packagesDirectory: wanted.packagesDirectory }),
    storage: storagePool(wanted.locationPath),
    machine: machinePlan(wanted, facts, deployment),
  };
}

function machinePlan(
  wanted: HostConfiguration,
  facts: HostFacts,
  deployment: DeploymentFacts,
): MachinePlan {
  const number = vmNumber(wanted.address, wanted.vmNumberInterval);
  return {
    name: vmName(wanted.vmNamePrefix, number),
    virtualizationType: wanted.virtualizationType,
    cpu: cpuShare(threadsPerSocket(facts.cpu), wanted.cpuPercentage),
    memoryGib: wanted.memorySizeGib,
    systemDiskGib: wanted.systemSizeGib,
    nics: nics(wanted.address, wanted.bridges, facts.adopted),
    dataDisks: dataDisks(wanted.dataDisks, facts.disks),
    ...media(wanted, deployment),
    vnc: { listen: wanted.vncListen, port: vncPort(wanted.vncPortBase, number) },
    autostart: wanted.autostart,
    shutdownTimeoutSeconds: wanted.shutdownTimeoutSeconds,
  };
}

function media(
  { installMedia }: HostConfiguration,
  { installMedia: recorded }: DeploymentFacts,
): Pick<MachinePlan, 'installMedia' | 'installMediaBytes'> {
  if (installMedia.kind === 'path') return { installMedia: installMedia.path };
  if (installMedia.kind === 'none' || !recorded) return {};
  return { installMedia: recorded.path, installMediaBytes: recorded.sizeBytes };
}
