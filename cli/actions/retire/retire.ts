import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { printable } from '../../../lib/config/printable';
import { deploymentKeyFile, isOwnKey } from '../../../lib/node/deployment-key';
import { archiveState } from '../../../fleet/terraform/state-archive';
import { contentsOf } from '../../../fleet/terraform/state-contents';
import { lookAt } from '../../../fleet/look/host-look';
import { libvirtFault } from '../../../fleet/look/promises';
import { straySentence } from '../../../fleet/look/stray-machines';
import { synthesizeRetired } from '../../../fleet/rollout/host/host-target';
import { StateResource, resourcesIn } from '../../../lib/node/terraform/state-file';
import { stateFault, stateFaultSentence } from '../../../lib/node/terraform/state-fault';
import { cleanHost } from './clean-host';
import { cannotBeAgreed } from '../change/change-fleet';
import { FleetChange } from '../change/fleet-change';
import { confirmed } from '../change/confirmation';
import { ExitCode } from '../../report/exit-code';
import { notice } from '../../report/notice';
import { owningProject } from '../session/owning-project';
import { printDocument } from '../../report/documents/print-document';
import { print } from '../../report/output';
import { Refusal } from '../session/refusal';
import { ChangeOptions } from '../../options/fleet-options';
import { FleetSession } from '../session/fleet-session';
import { RetiredHost, readHost, remainsOf } from './retired-host';

export interface RetireOptions extends Omit<ChangeOptions, 'allow' | 'hosts' | 'plan'> {
  /** The machine is gone: it is not connected to. */
  readonly forget?: boolean;
  /** Afterwards, what else the deployment has left on the host goes too. */
  readonly clean?: boolean;
}

/** `quantum-kvm retire`: takes down what stands on a host that is no longer in kvm.host.range. */
export async function retire(address: string, options: RetireOptions): Promise<number | Refusal> {
  if (options.clean && options.forget) {
    return Refusal.of(
      '--clean works on the host, --forget asks nothing of it; leave one of them out',
    );
  }
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
  const refusal =
    resources.length > 0 || options.clean ? cannotBeAgreed('retire', options) : undefined;
  if (refusal) return refusal;
  const { storage, machineNames } = remainsOf(host);
  const taken = await takeDown(host, resources, options);
  if (!options.clean || taken !== ExitCode.done || resourcesIn(host.stateFile).length > 0) {
    return taken;
  }
  const { access, project, publicKey } = host;
  const { facts, login } = access;
  if (!facts || publicKey === undefined) return noFacts(access.address);
  const isOwn = isOwnKey(project, project.path(deploymentKeyFile(login)));
  const remains = { storage, machineNames, publicKey, isOwnKey: isOwn };
  return cleanHost({ ...access, facts }, remains, project, options);
}

async function takeDown(
  host: RetiredHost,
  resources: readonly StateResource[],
  options: RetireOptions,
): Promise<number | Refusal> {
  if (resources.length > 0) {
    return options.forget ? forget(host, resources, options) : tearDown(host, resources, options);
  }
  const unknown = options.forget ? undefined : await unknownOnHost(host);
  if (unknown === undefined) return end(host, options);
  notice(`quantum-kvm: ${host.access.address}: ${printable(unknown, LONGEST_FAULT)}`);
  return ExitCode.failed;
}

/** Characters of what is said of a state. */
const LONGEST_FAULT = 1000;

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
  if (!facts) return noFacts(access.address);
  const fleet = { input: { project, specs: [], problems: [] }, specs: [], leftOvers: [] };
  const session = await FleetSession.open(
    { ...fleet, failed: [] },
    'retire',
    { ...options, hostTimeoutMinutes: options.hostTimeout },
    async () => [await synthesizeRetired(project, { ...access, facts }, resources)],
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

function noFacts(address: string): Refusal {
  return Refusal.of(
    `hosts.lock.json has no facts of ${address}, and so no host key to know it by; restore its entry from version control, or, if the machine is gone, say --forget`,
  );
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
