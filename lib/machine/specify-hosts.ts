import { Configuration, HostConfiguration } from '../config/configuration';
import { Problem } from '../config/problem';
import { DeploymentFacts, FleetFacts, HostFacts } from '../facts/host-facts';
import { cpuShare, threadsPerSocket } from './cpu-share';
import { infeasibilities, withoutFacts } from './feasibility';
import { HostSpec, MachineSpec } from './host-spec';
import { machineNeeds } from './machine-needs';
import { misformedValues } from './spec-values';
import { stackId } from './stack-id';
import { storagePool } from './storage-pool';

/** The specs of all hosts that can have one, in the order of the configuration, and what keeps the others from it. */
export interface SpecifiedHosts {
  readonly specs: readonly HostSpec[];
  /** Of hosts whose facts stand against what is wanted: nothing is made by them, but what they name can be asked for. */
  readonly infeasible: readonly HostSpec[];
  readonly problems: readonly Problem[];
}

/** Joins the two input files; nothing else flows into a spec. */
export function specifyHosts(configuration: Configuration, facts: FleetFacts): SpecifiedHosts {
  const results = configuration.hosts.map((wanted) => specifyHost(wanted, facts));
  return {
    specs: results.flatMap(({ specs }) => specs),
    infeasible: results.flatMap(({ infeasible }) => infeasible),
    problems: results.flatMap(({ problems }) => problems),
  };
}

function specifyHost(wanted: HostConfiguration, { hosts, deployment }: FleetFacts): SpecifiedHosts {
  const facts = hosts[wanted.address];
  if (!facts) return { specs: [], infeasible: [], problems: [withoutFacts(wanted.address)] };
  const spec = hostSpec(wanted, facts, deployment);
  const misformed = misformedValues(spec);
  const problems = [...infeasibilities(wanted, facts, deployment), ...misformed];
  const infeasible = misformed.length === 0 && problems.length > 0 ? [spec] : [];
  return { specs: problems.length === 0 ? [spec] : [], infeasible, problems };
}

function hostSpec(
  wanted: HostConfiguration,
  facts: HostFacts,
  deployment: DeploymentFacts,
): HostSpec {
  return {
    stackId: stackId(wanted.address),
    address: wanted.address,
    providers: wanted.providers,
    login: wanted.login,
    facts,
    ...(deployment.id !== undefined && { deploymentId: deployment.id }),
    publicKey: deployment.publicKey,
    ...(wanted.packagesDirectory !== undefined && { packagesDirectory: wanted.packagesDirectory }),
    storage: storagePool(wanted.locationPath),
    machine: machineSpec(wanted, facts, deployment),
  };
}

function machineSpec(
  wanted: HostConfiguration,
  facts: HostFacts,
  deployment: DeploymentFacts,
): MachineSpec {
  return {
    ...machineNeeds(wanted, facts, deployment.installMedia),
    cpu: cpuShare(threadsPerSocket(facts.cpu), wanted.cpuPercentage),
  };
}
