import { existsSync } from 'node:fs';
import { resourcesIn } from '../../../lib/node/terraform/state-file';
import { defaultConfigurationFile } from '../../../lib/config/configuration-file';
import { otherConfigurations } from '../../../lib/config/other-configurations';
import { formatProblems, hasErrors } from '../../../lib/config/problem';
import { knownStacks } from '../../../stacks/deployment-input';
import { deploymentKeyProblems } from '../../../stacks/deployment-key';
import { misplacedState } from '../../../stacks/problems/misplaced-state';
import { readConfiguration } from '../../../lib/config/read-configuration';
import { DEFAULT_LOCATION } from '../../../lib/config/configuration';
import { Project } from '../../../lib/node/project';
import { ReadFacts, readFacts } from '../../../lib/facts/facts-file';
import { knownHost } from '../../../fleet/look/known-host';
import { Remains } from '../../../fleet/look/left-on-host';
import { HostAccess } from '../../../lib/machine/host-spec';
import { storagePool } from '../../../lib/machine/storage-pool';
import { stackId } from '../../../lib/machine/stack-id';
import { notice } from '../../report/notice';
import { Refusal } from '../session/refusal';
import { registryStateRefusal } from '../session/registry-hosts';

/** A host out of the range, as far as the two files know it. */
export interface RetiredHost {
  readonly access: Omit<HostAccess, 'facts'> & Partial<Pick<HostAccess, 'facts'>>;
  readonly project: Project;
  readonly stateFile: string;
  /** What the XML would put there. */
  readonly byXml: { readonly locationPath?: string; readonly machineName?: string };
  /** The deployment's. @default - hosts.lock.json does not tell */
  readonly publicKey?: string;
}

export function readHost(
  address: string,
  options: { readonly config?: string; readonly clean?: boolean },
): RetiredHost | Refusal {
  const configFile = options.config ?? defaultConfigurationFile();
  const project = Project.of(configFile);
  const { configuration, problems, loginOf, remainsOf: wouldStand } = readConfiguration(configFile);
  if (!configuration || !loginOf || !wouldStand) return Refusal.ofProblems(problems);
  if (problems.length > 0) notice(formatProblems(problems));
  const id = stackId(address);
  const isEmptied = options.clean && resourcesIn(project.stateFile(id)).length === 0;
  if (configuration.hosts.some((host) => host.address === address) && !isEmptied) {
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
  const { facts, problems: ofFacts } = factsOf(project);
  const obstacles = [
    ...ofFacts.filter(({ host }) => host === undefined || host === address),
    ...(facts ? deploymentKeyProblems(configuration, facts, project) : []),
    ...misplacedState(configFile, project, [...knownStacks(configuration, facts), id]),
  ];
  if (hasErrors(obstacles)) return Refusal.ofProblems(obstacles);
  const access = {
    ...{ stackId: id, address, login: loginOf(address), facts: facts?.hosts[address] },
    deploymentId: facts?.deployment.id,
  };
  const publicKey = facts?.deployment.publicKey;
  return {
    access,
    project,
    stateFile: project.stateFile(id),
    byXml: wouldStand(address),
    publicKey,
  };
}

/** A host of which no check was ever made has none, and that is no problem. */
function factsOf({ factsFile }: Project): ReadFacts {
  return existsSync(factsFile) ? readFacts(factsFile) : { problems: [] };
}

/** By the state, as long as there is one, which may be of another configuration; and by the XML. */
export function remainsOf({
  stateFile,
  byXml,
}: RetiredHost): Pick<Remains, 'storage' | 'machineNames'> {
  const {
    QK_VM_NAME: name,
    QK_POOL_NAME: poolName,
    QK_POOL_PATH: poolPath,
  } = knownHost(stateFile).prepared?.parameters ?? {};
  const { machineName, locationPath = DEFAULT_LOCATION } = byXml;
  const names = [name, machineName].filter((one) => one !== undefined);
  const inState = poolName !== undefined && poolPath !== undefined;
  return {
    machineNames: [...new Set(names)],
    storage: inState ? { poolName, poolPath } : storagePool(locationPath),
  };
}
