import { z } from 'zod';
import { LeftOver } from '../../../fleet/review/left-over';
import {
  DIFFERENCES,
  Dated,
  Difference,
  DifferenceKind,
  FACTS,
} from '../../../fleet/status/difference';
import { DatedHostStatus } from '../../../fleet/status/first-seen';
import { StatusRound, VERDICTS, verdictOf, worstVerdict } from '../status-round';
import { address, count, documentHead, leftOver, seconds, time, vm, Written } from './document';
import { factValue } from './fact-values';
import { machineState } from './machine-state';

const verdict = z.enum(VERDICTS);

/** Whatever is compared, and null for nothing. */
const value = z.union([
  z.null(),
  z.boolean(),
  factValue,
  z.array(z.string().nullable()),
  z.array(z.object({ network: z.string(), mac: z.string() })),
]);

function difference<const Id extends string>(kinds: Readonly<Record<Id, unknown>>) {
  return z.object({
    id: z.enum(Object.keys(kinds) as [Id, ...Id[]]).describe('what differs'),
    property: z.string().nullable().describe('of the XML, that decides it; null: none does'),
    name: z.string().optional().describe('which of the VMs, networks, bridges, disks or logins'),
    expected: value.describe('null: nothing'),
    actual: value.describe('null: nothing'),
    text: z.string().optional().describe('the same for people, where the values do not say all'),
    unit: z.string().optional().describe('of both values'),
    atNextStart: z
      .literal(true)
      .optional()
      .describe('the running VM is as expected, and will not be after its next start'),
    since: time
      .nullable()
      .describe('time of the first `status` that found it, with none in between that did not'),
  });
}

const hostStatus = z.object({
  address,
  vm,
  verdict: verdict.describe('of the host'),
  fault: z.string().optional().describe('why its state is not known, for people'),
  notAsked: z
    .literal(true)
    .optional()
    .describe('too little is known of the host to ask it anything'),
  mismatch: z.string().optional().describe('what keeps the host from being worked on, for people'),
  silentSince: time.optional().describe('since when it has not answered'),
  machine: machineState.optional().describe('the VM as libvirt has it; absent: it is not known'),
  differences: z.array(difference(DIFFERENCES)).describe('from the configuration'),
  facts: z
    .array(difference(FACTS))
    .describe('of `hosts.lock.json` and of the preparation, which hold no longer'),
  factsOmitted: count.optional().describe('how many more there are'),
});

export const statusSchema = z
  .object({
    ...documentHead('status'),
    time: time.describe('at which the round ended'),
    seconds: seconds.describe('what the round took'),
    verdict: verdict.describe('the worst of all hosts; `unknown` is the worst'),
    hosts: z.array(hostStatus).describe('in the order of their addresses'),
    leftOvers: z.array(leftOver).describe('state of hosts that are out of `kvm.host.range`'),
  })
  .meta({ title: 'status' });

export type StatusDocument = Written<z.infer<typeof statusSchema>>;
type HostDocument = StatusDocument['hosts'][number];

export function statusOf(round: StatusRound, leftOvers: readonly LeftOver[]): StatusDocument {
  return {
    type: 'status',
    version: 1,
    time: round.time.toISOString(),
    seconds: round.seconds,
    verdict: worstVerdict(round.hosts),
    hosts: round.hosts.map(hostOf),
    leftOvers,
  };
}

function hostOf({ machineName, differences, facts, ...host }: DatedHostStatus): HostDocument {
  return {
    ...host,
    vm: machineName,
    verdict: verdictOf({ ...host, differences, facts }),
    differences: differences.map((found) => dated(found, DIFFERENCES[found.id])),
    facts: facts.map((found) => dated(found, FACTS[found.id])),
  };
}

function dated<Id extends string>(
  { since, ...found }: Dated<Difference<Id>>,
  { property, unit }: Partial<DifferenceKind>,
) {
  return {
    ...found,
    property: property ?? null,
    ...(unit !== undefined && { unit }),
    since: since ?? null,
  };
}
