import { readFileSync } from 'node:fs';
import { Configuration } from '../lib/config/configuration';
import { Problem } from '../lib/config/problem';
import { PropertyPlace } from '../lib/config/parse-configuration';
import { defaultConfigurationFile } from '../lib/config/configuration-file';
import { readConfiguration } from '../lib/config/read-configuration';
import { expressionAgrees, seenByExpression } from '../lib/constructs/connection/login-password';
import { readFacts } from '../lib/facts/facts-file';
import { FleetFacts } from '../lib/facts/host-facts';
import { HostSpec } from '../lib/machine/host-spec';
import { machineName } from '../lib/machine/machine-needs';
import { specifyHosts } from '../lib/machine/specify-hosts';
import { stackId } from '../lib/machine/stack-id';
import { Project } from '../lib/node/project';
import { stateAccessProblem } from '../lib/node/project-access';
import { deploymentKeyProblems } from './deployment-key';
import { mediumProblems } from './recorded-medium';
import { misplacedState } from './problems/misplaced-state';
import { providerSwitches } from './problems/provider-switch';
import { stateProblems } from './problems/state-problems';

/** The two reviewed files, read and specified. */
export interface DeploymentInput {
  readonly project: Project;
  readonly specs: readonly HostSpec[];
  /** Of hosts whose facts stand against what is wanted, to be asked alone. @default - none */
  readonly infeasible?: readonly HostSpec[];
  /** What the VMs of this deployment are known by. @default - the lock file has none yet */
  readonly deploymentId?: string;
  /**
   * All problems of both files. With an error that is of no one host, `specs` must not be used; an error of one
   * host leaves the specs of the others to be used.
   */
  readonly problems: readonly Problem[];
  /** Names of the VMs by host, of all hosts of kvm.host.range: also of those that have no spec. */
  readonly machineNames?: ReadonlyMap<string, string>;
  /** Which line of the XML a value comes from; absent when it cannot be read. */
  readonly placeOf?: PropertyPlace;
}

/** Reads the XML and the `hosts.lock.json` beside it. */
export function readDeploymentInput(file = defaultConfigurationFile()): DeploymentInput {
  const project = Project.of(file);
  const { configuration, problems, placeOf } = readConfiguration(file);
  if (!configuration) return { project, specs: [], problems };
  const access = stateAccessProblem(project);
  if (access) return { project, specs: [], problems: [...problems, access] };
  const { facts, problems: ofFacts } = readFacts(project.factsFile);
  if (!facts) return { project, specs: [], problems: [...problems, ...ofFacts] };
  const specified = specifyHosts(configuration, facts);
  const unread = new Set(ofFacts.flatMap(({ host }) => host ?? []));
  return {
    project,
    specs: specified.specs,
    infeasible: specified.infeasible,
    deploymentId: facts.deployment.id,
    machineNames: new Map(configuration.hosts.map((host) => [host.address, machineName(host)])),
    placeOf,
    problems: [
      ...problems,
      ...ofFacts.map((problem) => ofRange(problem, configuration)),
      ...specified.problems.filter(({ host }) => host === undefined || !unread.has(host)),
      ...passwordProblems(configuration, project),
      ...deploymentKeyProblems(configuration, facts, project),
      ...mediumProblems(specified.specs, facts.deployment.installMedia, project),
      ...stateProblems(specified.specs, project),
      ...providerSwitches(specified.specs, project),
      ...misplacedState(file, project, knownStacks(configuration, facts)),
    ],
  };
}

/** The entry of a host that nobody asks for keeps nothing from going on. */
function ofRange(problem: Problem, { hosts }: Configuration): Problem {
  const { host, ...told } = problem;
  if (hosts.some(({ address }) => address === host)) return problem;
  return { ...told, severity: 'warning' };
}

/** Of the hosts of kvm.host.range and of those that were in it. */
export function knownStacks({ hosts }: Configuration, facts?: FleetFacts): string[] {
  const addresses = [...hosts.map(({ address }) => address), ...Object.keys(facts?.hosts ?? {})];
  return [...new Set(addresses)].map(stackId);
}

/** Hosts whose password Terraform would not read as the parser did. */
function passwordProblems({ file, hosts }: Configuration, { configFile }: Project): Problem[] {
  const seen = seenByExpression(readFileSync(configFile, 'utf8'));
  const passwords = new Map(
    hosts.flatMap(({ login: { password } }) =>
      password ? [[`${password.before}\0${password.after}`, password] as const] : [],
    ),
  );
  if ([...passwords.values()].every((password) => expressionAgrees(password, seen))) return [];
  return [
    {
      severity: 'error',
      where: file,
      what: 'login.password cannot be read by Terraform as it was read here',
      allowed:
        'one <property name="login.password" value="…"/> outside of comments and CDATA, its characters in the form NFC of Unicode',
      cure: 'write the element once, on its own, without line breaks in the value, and letters with accents as one character each',
    },
  ];
}
