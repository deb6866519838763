import { readFileSync } from 'node:fs';
import { Configuration, HostConfiguration } from '../config/configuration';
import { DeploymentNodeCheck, DeploymentNodeOptions, checkDeploymentNode } from './deployment-node';
import { HostCheck, checkHost, failedCheck } from './host-check';
import { contestedNewcomers } from './host-identity';
import { withFleetFindings } from './fleet-findings';
import { Project } from '../node/project';
import { FleetFacts, HostFacts, MediaFile } from '../facts/host-facts';
import { eachHost } from '../ssh/host-queue';
import { SshLimits } from '../ssh/ssh-target';

export interface FleetCheckOptions extends DeploymentNodeOptions, Partial<SshLimits> {
  /** Hosts at a time. @default 4 - the product's own limit */
  readonly parallel?: number;
  /** Addresses of hosts that may show another key than the pinned one, which it replaces. @default - none */
  readonly acceptNewHostKey?: readonly string[];
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

/** Hosts at a time, where nothing else is asked for. */
export const DEFAULT_PARALLEL = 4;
const DEFAULT_LIMITS: SshLimits = { connectTimeoutSeconds: 10, sessionTimeoutSeconds: 60 };

/** Checks the deployment node, then all hosts. No host's failure, and no hanging host, hides another's result. */
export async function checkFleet(
  project: Project,
  configuration: Configuration,
  known: FleetFacts | undefined,
  options: FleetCheckOptions = {},
): Promise<FleetCheck> {
  const deployment = await checkDeploymentNode(project, configuration, options);
  const checked = await checkHosts(configuration, known, deployment, options);
  const hosts = withFleetFindings(configuration, known, checked);
  return { deployment, hosts, facts: updatedFacts(configuration, known, deployment, hosts) };
}

async function checkHosts(
  { hosts }: Configuration,
  known: FleetFacts | undefined,
  { key, media }: DeploymentNodeCheck,
  {
    parallel = DEFAULT_PARALLEL,
    acceptNewHostKey = [],
    acceptNewFacts = [],
    onHost,
    ...options
  }: FleetCheckOptions,
): Promise<HostCheck[]> {
  const limits = { ...DEFAULT_LIMITS, ...options };
  const privateKey = key && readFileSync(key.file);
  const [newKey, newFacts] = [new Set(acceptNewHostKey), new Set(acceptNewFacts)];
  const done = (host: HostConfiguration, check: HostCheck): HostCheck => {
    onHost?.(host.address, check);
    return check;
  };
  const run = async (host: HostConfiguration): Promise<HostCheck> => {
    onHost?.(host.address);
    const check = await checkHost({
      host,
      known: known?.hosts[host.address],
      acceptNewHostKey: newKey.has(host.address),
      acceptNewFacts: newFacts.has(host.address),
      privateKey,
      media: mediaOf(host, media),
      limits,
    });
    return done(host, check);
  };
  const failed = (host: HostConfiguration, fault: string) => done(host, failedCheck(host, fault));
  const checks = await eachHost(hosts, parallel, undefined, run, failed);
  return checks.flatMap((check) => check ?? []);
}

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
  node: DeploymentNodeCheck,
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
    version: 1,
    deployment: { publicKey, installMedia },
    hosts: { ...known?.hosts, ...Object.fromEntries(reached) },
  };
}
