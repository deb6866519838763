import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { addressNumber } from '../config/addressing/ipv4-address';
import { printable } from '../config/printable';
import { Problem, shortened } from '../config/problem';
import { writeAtomically } from '../node/atomic-file';
import { PRIVATE_FILE } from '../node/private-file';
import { FleetFacts, HostFacts } from './host-facts';
import { factsProblems } from './facts-problems';
import { FACTS_VERSION, factsSchema } from './facts-schema';
import { errorSentence } from '../node/file-fault';
import { RepeatedName, repeatedNames } from './repeated-names';

const RECOVER = 'restore the file from version control, or remove it and run "quantum-kvm check"';

/** Reads `hosts.lock.json`. A file that is missing, malformed or newer gives problems and no facts. */
export function readFacts(file: string): { facts?: FleetFacts; problems: Problem[] } {
  if (!existsSync(file))
    return { problems: [problem(file, 'is missing', 'run "quantum-kvm check"')] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { problems: [problem(file, `cannot be read: ${errorSentence(error, file)}`, RECOVER)] };
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

function parseFacts(file: string, text: string): { facts?: FleetFacts; problems: Problem[] } {
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
  if (repeated.length > 0) return { problems: repeated.map((name) => twice(file, name)) };
  const parsed = factsSchema.safeParse(json, { reportInput: true });
  return parsed.success
    ? { facts: parsed.data, problems: [] }
    : { problems: factsProblems(file, parsed.error.issues, RECOVER) };
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
