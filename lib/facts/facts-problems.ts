import { z } from 'zod';
import { firstOf } from '../config/printable';
import { Problem, quoted, shortened } from '../config/problem';

/** A file that is another one altogether has as many as it has lines. */
const MOST = 20;

type Issue = z.core.$ZodIssue;

/** What is wrong with a `hosts.lock.json`, a sentence each with its place and what is allowed there. */
export function factsProblems(file: string, issues: readonly Issue[], cure: string): Problem[] {
  const left = issues.length - MOST;
  const shown = left > 0 ? issues.slice(0, MOST - 1) : issues;
  const problems = shown.map((issue): Problem => {
    const place = issue.path.map((part) => shortened(String(part))).join(' › ');
    const where = `${file}${place && `, ${place}`}`;
    return { severity: 'error', where, ...sentence(issue), cure };
  });
  if (left <= 0) return problems;
  return [
    ...problems,
    { severity: 'error', where: file, what: `has ${left + 1} more faults`, cure },
  ];
}

/** The words of the schema library are for programmers. */
function sentence(issue: Issue): Pick<Problem, 'what' | 'allowed'> {
  const { code, input } = issue;
  switch (code) {
    case 'invalid_type':
      return { what: found(input), allowed: KINDS[issue.expected] ?? issue.expected };
    case 'unrecognized_keys':
      return {
        what: `has the unknown ${issue.keys.length === 1 ? 'name' : 'names'} ${firstOf(issue.keys.map(quoted))}`,
        allowed: 'what quantum-kvm writes there, and nothing else',
      };
    case 'invalid_value':
      return { what: found(input), allowed: firstOf(issue.values.map(String)) };
    case 'too_big':
      return { what: found(input), allowed: bounded('at most', issue.origin, issue.maximum) };
    case 'too_small':
      return { what: found(input), allowed: bounded('at least', issue.origin, issue.minimum) };
    case 'invalid_key':
      return { what: 'has not the form of its kind', allowed: issue.issues[0]?.message };
    default:
      return { what: found(input), allowed: shortened(issue.message) };
  }
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list in [ ]',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'names and values in { }',
  record: 'names and values in { }',
  string: 'a text in quotes',
};

function found(input: unknown): string {
  if (input === undefined) return 'is missing';
  if (typeof input === 'string') return `is ${quoted(input)}`;
  if (Array.isArray(input)) return `is a list of ${input.length}`;
  return typeof input === 'object' && input !== null
    ? 'is a group of names and values'
    : `is ${String(input)}`;
}

function bounded(word: string, origin: string, limit: number | bigint): string {
  return `${word} ${limit}${origin === 'array' ? ' of them' : ''}`;
}
