import { Configuration, HostConfiguration } from '../config/configuration';
import { DEFAULT_PARALLEL } from '../machine/connection-limits';
import { DeploymentIdentity, deploymentIdentity } from './deployment-identity';
import { DeploymentNodeCheck, DeploymentNodeOptions, checkDeploymentNode } from './deployment-node';
import { HostContact } from './first-contact';
import { HostCheck, checkHost, failedCheck, refusedCheck } from './host-check';
import { contestedNewcomers } from './host-identity';
import { fail, withAddress } from '../host-scripts/check-record';
import { withFleetFindings } from './fleet-findings';
import { readPrivateFile } from '../node/file/private-file';
import { Project } from '../node/project';
import { FACTS_VERSION } from '../facts/facts-schema';
import { FleetFacts, HostFacts, MediaFile } from '../facts/host-facts';
import { eachHost } from '../ssh/host-queue';
import { SshLimits } from '../ssh/ssh-target';

export interface FleetCheckOptions extends DeploymentNodeOptions, Partial<SshLimits> {
  /** Hosts at a time. @default 4 - the product's own limit */
  readonly parallel?: number;
  /** What the first contact has found, of every host by address. */
  readonly contacts: ReadonlyMap<string, HostContact>;
  /** Addresses of hosts that may have another CPU and memory than the recorded ones. @default - none */
  readonly acceptNewFacts?: readonly string[];
  /** Told when a host is begun and when it is done. */
  readonly onHost?: (address: string, check?: HostCheck) => void;
}

/** What the check found on the deployment node and every host of `kvm.host.range`. */
export interface FleetCheck {
  readonly deployment: DeploymentNodeCheck;
  /** In the order of the configuration. */
  readonly hosts: readonly HostCheck[];
  /**
   * The known facts brought up to date; hosts that were not reached, and those no longer in the range,
   * keep theirs. A new host whose identity is contested is left out. Undefined while there is no usable key.
   */
  readonly facts?: FleetFacts;
}

export const CHECK_LIMITS: SshLimits = { connectTimeoutSeconds: 10, sessionTimeoutSeconds: 60 };

/** Checks the deployment node, then all hosts whose key is known. No host's failure, and no hanging host, hides another's result. */
export async function checkFleet(
  project: Project,
  configuration: Configuration,
  known: FleetFacts | undefined,
  options: FleetCheckOptions,
): Promise<FleetCheck> {
  const node = await checkDeploymentNode(project, configuration, {
    ...options,
    recordedKey: known?.deployment.publicKey,
  });
  const checked = await checkHosts(configuration, known, node, options);
  const hosts = withFleetFindings(configuration, known, checked).map((host) => ({
    ...host,
    records: host.records.map((record) => withAddress(record, host.address)),
  }));
  const { id, record } = deploymentIdentity(known);
  const facts = updatedFacts(configuration, known, { ...node, id }, hosts);
  // What is not written down was not made.
  const deployment = facts ? { ...node, records: [record, ...node.records] } : node;
  return { deployment, hosts, facts };
}

async function checkHosts(
  { hosts }: Configuration,
  known: FleetFacts | undefined,
  { key, media }: DeploymentNodeCheck,
  {
    parallel = DEFAULT_PARALLEL,
    contacts,
    acceptNewFacts = [],
    onHost,
    ...options
  }: FleetCheckOptions,
): Promise<HostCheck[]> {
  const limits = { ...CHECK_LIMITS, ...options };
  const privateKey = key && readPrivateFile(key.file);
  const newFacts = new Set(acceptNewFacts);
  const done = (host: HostConfiguration, check: HostCheck): HostCheck => {
    onHost?.(host.address, check);
    return check;
  };
  const run = async (host: HostConfiguration): Promise<HostCheck> => {
    onHost?.(host.address);
    const contact = contacts.get(host.address) ?? UNCONTACTED;
    if (contact.kind === 'refused') {
      return done(host, refusedCheck(host, contact.failure, contact.shownHostKey));
    }
    const check = await checkHost({
      host,
      known: known?.hosts[host.address],
      hostKey: contact.hostKey,
      acceptNewFacts: newFacts.has(host.address),
      privateKey,
      publicKey: key?.publicKey,
      media: mediaOf(host, media),
      limits,
    });
    return done(host, check);
  };
  const failed = (host: HostConfiguration, fault: string) => done(host, failedCheck(host, fault));
  const checks = await eachHost(hosts, parallel, undefined, run, failed);
  return checks.flatMap((check) => check ?? []);
}

/** Of a host without a contact: its key is not known, so nothing is sent to it. */
const UNCONTACTED: HostContact = {
  kind: 'refused',
  failure: fail('host.key', 'the host key is not known', 'run "quantum-kvm check"'),
};

function mediaOf(
  { installMedia }: HostConfiguration,
  media: DeploymentNodeCheck['media'],
): MediaFile | undefined {
  if (installMedia.kind === 'path') return media.named.get(installMedia.path);
  return installMedia.kind === 'auto' ? media.auto : undefined;
}

function updatedFacts(
  configuration: Configuration,
  known: FleetFacts | undefined,
  node: DeploymentNodeCheck & Pick<DeploymentIdentity, 'id'>,
  hosts: readonly HostCheck[],
): FleetFacts | undefined {
  const publicKey = node.key?.publicKey ?? known?.deployment.publicKey;
  if (publicKey === undefined) return undefined;
  const isAuto = configuration.hosts.some(({ installMedia }) => installMedia.kind === 'auto');
  const installMedia = isAuto ? (node.media.auto ?? known?.deployment.installMedia) : undefined;
  const contested = contestedNewcomers(hosts, known);
  const reached = hosts.flatMap(({ address, facts }): [string, HostFacts][] =>
    facts && !contested.has(address) ? [[address, facts]] : [],
  );
  return {
    version: FACTS_VERSION,
    deployment: { id: node.id, publicKey, installMedia },
    hosts: { ...known?.hosts, ...Object.fromEntries(reached) },
  };
}
