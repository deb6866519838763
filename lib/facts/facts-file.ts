import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { addressNumber } from '../config/addressing/ipv4-address';
import { printable } from '../config/printable';
import { Problem, shortened } from '../config/problem';
import { writeAtomically } from '../node/file/atomic-file';
import { PRIVATE_FILE } from '../node/file/private-file';
import { FleetFacts, HostFacts } from './host-facts';
import { factsProblems } from './facts-problems';
import {
  FACTS_VERSION,
  UnreadFleet,
  factsSchema,
  fleetSchema,
  hostFactsSchema,
} from './facts-schema';
import { fileFault } from '../node/file/file-fault';
import { RepeatedName, repeatedNames } from './repeated-names';

const RECOVER = 'restore the file from version control, or remove it and run "quantum-kvm check"';
const RECOVER_HOST =
  'restore the entry from version control, or take it out and run "quantum-kvm check", for which the host is a new one';

/** What a `hosts.lock.json` says, and what is wrong with it. */
export interface ReadFacts {
  /** Without the hosts whose own entry is wrong, each of which has a problem. @default - the file is wrong altogether */
  readonly facts?: FleetFacts;
  readonly problems: Problem[];
}

/**
 * Reads `hosts.lock.json`. A file that is missing, malformed or newer gives problems and no facts; what is wrong in
 * the entry of one host is a problem of that host. Who writes the file must refuse both: the entry would be lost.
 */
export function readFacts(file: string): ReadFacts {
  if (!existsSync(file))
    return { problems: [problem(file, 'is missing', 'run "quantum-kvm check"')] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { what, cure } = fileFault(error);
    return { problems: [problem(file, `cannot be read: ${what}`, cure)] };
  }
  return parseFacts(file, text);
}

/** Writes `hosts.lock.json`, hosts sorted by address as a number; the same facts leave the file untouched. */
export function writeFacts(file: string, facts: FleetFacts): 'written' | 'unchanged' {
  const text = factsText(facts);
  const target = existsSync(file) ? realpathSync(file) : file;
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return 'unchanged';
  writeAtomically(target, text, PRIVATE_FILE);
  return 'written';
}

function factsText(facts: FleetFacts): string {
  const ordered = factsSchema.parse(facts);
  const hosts = Object.entries(ordered.hosts).sort(
    ([a], [b]) => addressNumber(a) - addressNumber(b),
  );
  return (
    JSON.stringify(
      { ...ordered, version: FACTS_VERSION, hosts: Object.fromEntries(hosts.map(sortLists)) },
      null,
      2,
    ) + '\n'
  );
}

function sortLists([address, facts]: [string, HostFacts]): [string, HostFacts] {
  const bridges = facts.bridges.toSorted((a, b) => byText(a.name, b.name));
  const disks = facts.disks.toSorted((a, b) => byText(a.path, b.path));
  return [address, { ...facts, bridges, disks }];
}

/** Without locale: the order must be the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parseFacts(file: string, text: string): ReadFacts {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const reason = CONFLICT.test(text) ? UNRESOLVED : printable(message);
    const where = `${file}:${position(text, message)}`;
    return { problems: [problem(where, `is not JSON: ${reason}`, RECOVER)] };
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > FACTS_VERSION)
    return { problems: [newer(file, version)] };
  const repeated = repeatedNames(text).slice(0, MOST_REPEATED);
  if (!repeated.every(({ path }) => hostOf(path) !== undefined)) {
    return { problems: repeated.map((name) => twice(file, name)) };
  }
  const parsed = fleetSchema.safeParse(json, { reportInput: true });
  if (!parsed.success) {
    return { problems: factsProblems(file, parsed.error.issues, RECOVER) };
  }
  return hostsIn(file, parsed.data, repeated);
}

/** Each host by itself: what is wrong with one says nothing of the others. */
function hostsIn(file: string, fleet: UnreadFleet, repeated: readonly RepeatedName[]): ReadFacts {
  const doubled = new Map(repeated.map((name) => [hostOf(name.path), name]));
  const hosts: [string, HostFacts][] = [];
  const problems: Problem[] = [];
  for (const [host, entry] of Object.entries(fleet.hosts)) {
    const double = doubled.get(host);
    const parsed = hostFactsSchema.safeParse(entry, { reportInput: true });
    if (double) problems.push({ ...twice(file, double), host, cure: RECOVER_HOST });
    else if (parsed.success) hosts.push([host, parsed.data]);
    else {
      const issues = parsed.error.issues.map((issue) => ({
        ...issue,
        path: ['hosts', host, ...issue.path],
      }));
      problems.push(...factsProblems(file, issues, RECOVER_HOST).map((one) => ({ ...one, host })));
    }
  }
  return { facts: { ...fleet, hosts: Object.fromEntries(hosts) }, problems };
}

/** The host whose entry a name stands in, or is. */
function hostOf([first, host]: readonly string[]): string | undefined {
  return first === 'hosts' ? host : undefined;
}

/** As git leaves them. */
const CONFLICT = /^(?:<{7}|>{7})(?: |$)/m;
const UNRESOLVED = 'two versions of it were merged and the conflict was not resolved';

/** Of one file. */
const MOST_REPEATED = 20;
const IDENTITY = 'deployment id';
const KEEP_IDENTITY =
  'keep the one that the VMs carry: on a host, "virsh metadata VM --uri urn:quantum-kvm:machine" shows it';

/** JSON takes the last of two without a word. */
function twice(file: string, { path, lines }: RepeatedName): Problem {
  const isIdentity = path.join(' ') === IDENTITY;
  return {
    severity: 'error',
    where: `${file}:${lines[1]}, ${path.map((part) => shortened(part)).join(' › ')}`,
    what: `stands there twice, on the lines ${lines[0]} and ${lines[1]}, as after a merge of two files`,
    allowed: 'each name once',
    cure: isIdentity ? KEEP_IDENTITY : RECOVER,
  };
}

/** Line and column of the place that JSON.parse names, or of the end. */
function position(text: string, message: string): string {
  const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

function newer(file: string, version: number): Problem {
  return {
    severity: 'error',
    where: file,
    what: `was written by a newer quantum-kvm: version ${version}`,
    allowed: `up to ${FACTS_VERSION}`,
    cure: 'use the quantum-kvm that wrote it',
  };
}

function problem(where: string, what: string, cure: string): Problem {
  return { severity: 'error', where, what, cure };
}
