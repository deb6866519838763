import { FleetCheck } from '../facts';
import { FactsOutcome } from './check-report';

/** The result as one JSON document, for other programs. */
export function checkDocument(
  { deployment, hosts, facts }: FleetCheck,
  lock: FactsOutcome,
): string {
  const document = {
    deployment: { checks: deployment.records, facts: facts?.deployment },
    hosts: hosts.map(({ records, ...host }) => ({ ...host, checks: records })),
    factsFile: { path: lock.file, outcome: lock.outcome ?? 'not written' },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
