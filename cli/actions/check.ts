import { existsSync } from 'node:fs';
import { Configuration } from '../../lib/config/configuration';
import { firstOf } from '../../lib/config/printable';
import { Problem, formatProblems, hasErrors } from '../../lib/config/problem';
import { readConfiguration } from '../../lib/config/read-configuration';
import { FleetFacts } from '../../lib/facts/host-facts';
import {
  HostContact,
  firstContact,
  withAccepted,
  withUnanswered,
} from '../../lib/check/first-contact';
import {
  CHECK_LIMITS,
  FleetCheck,
  FleetCheckOptions,
  checkFleet,
} from '../../lib/check/fleet-check';
import { readFacts } from '../../lib/facts/facts-file';
import { factsIn, recordFacts } from '../../lib/facts/facts-record';
import { Project } from '../../lib/node/project';
import { hasFailed } from '../../lib/host-scripts/check-record';
import { checkOf } from '../report/documents/check-document';
import { printDocument } from '../report/documents/print-document';
import { checkReport } from '../report/check-report';
import { ExitCode } from '../report/exit-code';
import { notice } from '../report/notice';
import { HostFingerprint } from '../options/address-option';
import { canAsk } from './dialog';
import { hostKeyQuestion, readKnownHosts } from './host-key-question';
import { Refusal } from './session/refusal';
import { print } from '../report/output';
import { palette } from '../report/palette';
import { onBoard } from '../report/progress/host-board';
import { checkProgress } from '../report/progress/check-progress';

export interface CheckOptions {
  /** The XML. */
  readonly config: string;
  /** Hosts at a time. */
  readonly parallel: number;
  /** File of the SSH keys of new hosts. */
  readonly knownHosts?: string;
  /** SSH keys of hosts that are new or were reinstalled. */
  readonly acceptNewHostKey: readonly HostFingerprint[];
  /** Hosts that may have another CPU and memory than the recorded ones. */
  readonly acceptNewFacts: readonly string[];
  readonly json: boolean;
}

/** `quantum-kvm check`: exit code 0 when everything passed, 1 when something failed, 2 when an input is wrong. */
export async function check({ config, json, ...options }: CheckOptions): Promise<number | Refusal> {
  const project = Project.of(config);
  const before = factsIn(project);
  const { configuration, known, problems } = readInput(config, project);
  if (!configuration || hasErrors(problems)) return Refusal.ofProblems(problems);
  if (problems.length > 0) notice(formatProblems(problems));
  const strangers = outsideRange(configuration, options);
  if (strangers.length > 0) return Refusal.of(...strangers);
  const contacts = await contactHosts(configuration, known, options);
  if (contacts instanceof Refusal) return contacts;
  const result = await checkedFleet(project, configuration, known, { ...options, contacts });
  const file = project.factsFile;
  const checked = result.hosts.filter(({ facts }) => facts).length;
  // Where no host has told its facts there is nothing to review.
  const found = checked > 0 ? result.facts : undefined;
  const outcome = found && (await recordFacts(project, found, before));
  const lock = { file, outcome, checked };
  if (json) printDocument(checkOf(result, lock));
  else print(process.stdout, checkReport(result, lock, palette(process.stdout)));
  if (typeof outcome === 'object') return ExitCode.failed;
  const failed = [result.deployment, ...result.hosts].some(({ records }) => hasFailed(records));
  return failed ? ExitCode.failed : ExitCode.done;
}

/** The check, with its progress while it lasts. */
async function checkedFleet(
  project: Project,
  configuration: Configuration,
  known: FleetFacts | undefined,
  options: FleetCheckOptions,
): Promise<FleetCheck> {
  const progress = checkProgress(configuration.hosts.length, process.stderr);
  try {
    const { onHost } = progress;
    return await checkFleet(project, configuration, known, { ...options, onHost });
  } finally {
    progress.end();
  }
}

/** Before any login: what is known of every host's key, once somebody has answered for the new ones. */
async function contactHosts(
  { hosts }: Configuration,
  known: FleetFacts | undefined,
  { knownHosts: file, acceptNewHostKey, parallel }: Omit<CheckOptions, 'config' | 'json'>,
): Promise<ReadonlyMap<string, HostContact> | Refusal> {
  const knownHosts = file === undefined ? undefined : readKnownHosts(file);
  if (knownHosts instanceof Refusal) return knownHosts;
  const fingerprints = new Map(
    acceptNewHostKey.map(({ address, fingerprint }) => [address, fingerprint]),
  );
  const vouched = { knownHosts, fingerprints };
  const contact = await onBoard('first contact', hosts.length, process.stderr, (board) =>
    firstContact(hosts, known, vouched, {
      ...{ parallel, limits: CHECK_LIMITS },
      onHost: (address, isDone) => (isDone ? board?.finish(address, false) : board?.begin(address)),
    }),
  );
  // Where a fleet is known, a host that is new is no matter of the others.
  const isKnown = hosts.some(({ address }) => known?.hosts[address] !== undefined);
  if (isKnown && !canAsk()) return withUnanswered(contact);
  return (await hostKeyQuestion(contact.unknown)) ?? withAccepted(contact);
}

/** Options that name hosts which are not checked, one sentence each. */
function outsideRange(
  { hosts }: Configuration,
  { acceptNewHostKey, acceptNewFacts }: Pick<CheckOptions, 'acceptNewHostKey' | 'acceptNewFacts'>,
): string[] {
  const named = {
    '--accept-new-host-key': acceptNewHostKey.map(({ address }) => address),
    '--accept-new-facts': acceptNewFacts,
  };
  const inRange = new Set(hosts.map(({ address }) => address));
  return Object.entries(named).flatMap(([option, addresses]) => {
    const outside = addresses.filter((name) => !inRange.has(name));
    return outside.length === 0
      ? []
      : [`${option} names ${firstOf(outside)}; allowed are hosts of kvm.host.range`];
  });
}

interface Input {
  readonly configuration?: Configuration;
  readonly known?: FleetFacts;
  readonly problems: readonly Problem[];
}

/** Before the first check there are no facts, and that is no problem. */
function readInput(config: string, { factsFile }: Project): Input {
  const { configuration, problems } = readConfiguration(config);
  if (!configuration) return { problems };
  if (!existsSync(factsFile)) return { configuration, problems };
  const { facts: known, problems: more } = readFacts(factsFile);
  return { configuration, known, problems: [...problems, ...more] };
}
