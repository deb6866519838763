import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../lib/node/file/atomic-file';
import { Dated, Difference, FactId, differenceKey } from './difference';
import { HostStatus } from './host-status';
import { PRIVATE_FILE, makePrivateFolder } from '../../lib/node/file/private-file';

/** Times (ISO 8601) by what is seen. */
type Since = Readonly<Record<string, string>>;

/** By address. */
type Recorded = Readonly<Record<string, Since>>;

const RECORDED = z.record(z.string(), z.record(z.string(), z.iso.datetime()));

/** A host with the times since when what is found of it has been found. */
export interface DatedHostStatus extends HostStatus {
  readonly differences: readonly Dated<Difference>[];
  readonly facts: readonly Dated<Difference<FactId>>[];
  /** Since when it has not answered. @default - it does, or was not asked */
  readonly silentSince?: string;
}

/**
 * Since when what a status found has been found: the time of the first status that saw it, with none in
 * between that did not. A host that does not answer keeps what was known of it.
 *
 * @param file holds the times from one status to the next; hosts that were not queried are kept in it
 */
export function firstSeen(
  hosts: readonly HostStatus[],
  file: string,
  now = new Date(),
): DatedHostStatus[] {
  const before = recorded(file);
  const seen = hosts.map((host): [string, Since] => {
    const known = before[host.address] ?? {};
    const found = findings(host).map((what) => [what, known[what] ?? now.toISOString()]);
    const kept = host.fault === undefined ? {} : known;
    return [host.address, { ...kept, ...(Object.fromEntries(found) as Since) }];
  });
  const after = { ...before, ...Object.fromEntries(seen) };
  const holding = Object.entries(after).filter(([, since]) => Object.keys(since).length > 0);
  record(file, before, Object.fromEntries(holding));
  return hosts.map((host, i) => dated(host, seen[i]?.[1] ?? {}));
}

/** Under this an answer that does not come is remembered, whatever the reason of the moment. */
const NO_ANSWER = 'no answer';

function findings({ fault, notAsked, differences, facts }: HostStatus): string[] {
  if (notAsked) return [];
  return fault === undefined ? [...differences, ...facts].map(differenceKey) : [NO_ANSWER];
}

function dated(host: HostStatus, since: Since): DatedHostStatus {
  const withTime = <T extends Difference<string>>(difference: T): Dated<T> => ({
    ...difference,
    since: since[differenceKey(difference)],
  });
  const isSilent = host.fault !== undefined && !host.notAsked;
  return {
    ...host,
    differences: host.differences.map(withTime),
    facts: host.facts.map(withTime),
    ...(isSilent && { silentSince: since[NO_ANSWER] }),
  };
}

/** What cannot be read counts as nothing known. */
function recorded(file: string): Recorded {
  try {
    return RECORDED.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

function record(file: string, before: Recorded, after: Recorded): void {
  const text = (content: Recorded) => `${JSON.stringify(content, null, 2)}\n`;
  if (text(before) === text(after)) return;
  try {
    makePrivateFolder(dirname(file));
    writeAtomically(file, text(after), PRIVATE_FILE);
  } catch {
    // Who may only read the folder sees the differences all the same.
  }
}
