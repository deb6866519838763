import { z } from 'zod';
import { CheckRecord } from '../../../lib/host-scripts/check-record';
import { FleetCheck } from '../../../lib/check/fleet-check';
import { HostCheck } from '../../../lib/check/host-check';
import { FactsOutcome } from '../check-report';
import { bridge, cpu, disk, factValue, system } from './fact-values';
import { Written, address, count, documentHead } from './document';

const VERDICTS = ['pass', 'warn', 'fail'] as const;
const verdict = z.enum(VERDICTS);

const check = z.object({
  id: z.string().describe('of the check ([checks](checks.md))'),
  verdict,
  message: z.string().describe('what was found, for people'),
  cure: z.string().describe('what to do, for people; empty for `pass`'),
});

const installMedia = z.object({
  path: z.string().describe('absolute'),
  sizeBytes: count,
  sha256: z.string().optional().describe('hexadecimal'),
});

const facts = z.object({
  hostKey: z.string().describe('the pinned SSH host key'),
  os: system,
  architecture: z.string(),
  cpu,
  memoryGib: count,
  bridges: z.array(bridge.extend({ name: z.string() })),
  disks: z.array(disk.extend({ path: z.string().describe('`/dev/disk/by-id/…`') })),
  adopted: z
    .object({ macs: z.record(z.string(), z.string()).describe('MAC addresses by bridge') })
    .optional()
    .describe("the host's VM was made by others and adopted"),
});

const hostCheck = z.object({
  address,
  login: z.string().describe('its name'),
  verdict: verdict.describe('the worst of its checks'),
  checks: z.array(check),
  facts: facts.optional().describe('as `hosts.lock.json` has them; absent: they are not known'),
  firstContact: z
    .string()
    .optional()
    .describe('type and fingerprint of the host key, at the first contact'),
  shownHostKey: z.string().optional().describe('also where it was refused'),
  machine: z
    .object({ id: z.string().describe('machine-id'), bootId: z.string() })
    .optional()
    .describe('what tells this machine from others'),
  changes: z
    .array(
      z.object({
        fact: z.enum(['system', 'architecture', 'cpu', 'memory', 'bridge', 'disk', 'hostKey']),
        name: z.string().optional().describe('of the bridge; path of the disk'),
        before: factValue.optional().describe('absent: there was none; memory in GiB'),
        after: factValue.optional().describe('absent: there is none any more'),
      }),
    )
    .describe('since the recorded facts'),
});

export const checkSchema = z
  .object({
    ...documentHead('check'),
    verdict: verdict.describe('the worst of all checks'),
    deployment: z.object({
      verdict: verdict.describe('the worst of its checks'),
      checks: z.array(check).describe('of the deployment node'),
      facts: z
        .object({
          id: z.string().optional().describe('UUID of the deployment'),
          publicKey: z.string().describe('that preparation authorizes'),
          installMedia: installMedia.optional(),
        })
        .optional(),
    }),
    hosts: z.array(hostCheck).describe('in the order of their addresses'),
    factsFile: z.object({
      path: z.string().describe('of `hosts.lock.json`'),
      outcome: z.enum(['written', 'unchanged', 'not written']),
    }),
  })
  .meta({ title: 'check' });

export type CheckDocument = Written<z.infer<typeof checkSchema>>;

export function checkOf(
  { deployment, hosts, facts: found }: FleetCheck,
  { file, outcome }: FactsOutcome,
): CheckDocument {
  return {
    type: 'check',
    version: 1,
    verdict: worst([deployment, ...hosts].flatMap(({ records }) => records)),
    deployment: {
      verdict: worst(deployment.records),
      checks: deployment.records,
      facts: found?.deployment,
    },
    hosts: hosts.map(hostOf),
    factsFile: {
      path: file,
      outcome: typeof outcome === 'string' ? outcome : 'not written',
    },
  };
}

function hostOf({ records, ...host }: HostCheck): CheckDocument['hosts'][number] {
  return { ...host, verdict: worst(records), checks: records };
}

function worst(records: readonly CheckRecord[]): CheckRecord['verdict'] {
  const ranks = records.map(({ verdict: found }) => VERDICTS.indexOf(found));
  return VERDICTS[Math.max(0, ...ranks)] ?? 'fail';
}
