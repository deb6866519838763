import { CheckRecord } from '../../lib/host-scripts/check-record';
import { FleetCheck } from '../../lib/check/fleet-check';
import { FactsOutcome } from './check-report';
import { jsonText } from './output';

/** The result as one JSON document, for other programs; docs/checks.md says what it holds. */
export function checkDocument(
  { deployment, hosts, facts }: FleetCheck,
  lock: FactsOutcome,
): string {
  const document = {
    verdict: worst([deployment, ...hosts].flatMap(({ records }) => records)),
    deployment: {
      verdict: worst(deployment.records),
      checks: deployment.records,
      facts: facts?.deployment,
    },
    hosts: hosts.map(({ records, ...host }) => ({
      ...host,
      verdict: worst(records),
      checks: records,
    })),
    factsFile: {
      path: lock.file,
      outcome: typeof lock.outcome === 'string' ? lock.outcome : 'not written',
    },
  };
  return jsonText(document, 2);
}

function worst(records: readonly CheckRecord[]): CheckRecord['verdict'] {
  const found = (['fail', 'warn'] as const).find((verdict) =>
    records.some((record) => record.verdict === verdict),
  );
  return found ?? 'pass';
}
