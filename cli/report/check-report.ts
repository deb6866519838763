import { printable } from '../../lib/config/printable';
import { CheckRecord, hasFailed } from '../../lib/host-scripts/check-record';
import { FleetCheck } from '../../lib/check/fleet-check';
import { HostCheck } from '../../lib/check/host-check';
import { RecordOutcome } from '../../lib/facts/facts-record';
import { cpuText, factChangeText } from '../../lib/facts/fact-changes';
import { Palette } from './palette';
import { tableText } from './table';

/** `hosts.lock.json` and what became of it; no outcome: there was nothing to write. */
export interface FactsOutcome {
  readonly file: string;
  readonly outcome?: RecordOutcome;
  /** Hosts that have told their facts. */
  readonly checked: number;
}

const HEAD = ['host', 'login', 'system', 'CPU', 'memory', 'bridges', 'passed', 'warned', 'failed'];
const NODE = 'deployment node';
/** Of one host. */
const MOST_CHANGES = 100;
/** Characters of a message or cure; those of hosts are shorter already. */
const LONGEST_FINDING = 1000;
/** Characters of a cell with names. */
const LONGEST_CELL = 200;

/** The result as text: a row per host, then every failure with its cure, then what is new. */
export function checkReport(result: FleetCheck, lock: FactsOutcome, colours: Palette): string {
  const sections = [
    table(result, colours),
    ...findings(result, 'warn', colours.caution('Warnings')),
    ...findings(result, 'fail', colours.bad('Failures')),
    ...firstContacts(result.hosts, colours),
    ...changes(result.hosts, colours),
    `${summary(result, colours)}\n${lockLine(lock)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function table({ deployment, hosts }: FleetCheck, colours: Palette): string {
  return tableText(HEAD, [
    [NODE, '', '', '', '', '', ...counts(deployment.records, colours)],
    ...hosts.map((host) => [...hostCells(host), ...counts(host.records, colours)]),
  ]);
}

function hostCells({ address, login, facts }: HostCheck): string[] {
  if (!facts) return [address, login, '–', '–', '–', '–'];
  const system = `${facts.os.id} ${facts.os.version}`.trim();
  const names = facts.bridges.map(({ name }) => name).join(' ');
  const bridges = printable(names, LONGEST_CELL);
  return [address, login, system, cpuText(facts), `${facts.memoryGib} GiB`, bridges];
}

function counts(records: readonly CheckRecord[], { good, bad, caution }: Palette): string[] {
  const count = (verdict: CheckRecord['verdict']) =>
    records.filter((record) => record.verdict === verdict).length;
  const [warned, failed] = [count('warn'), count('fail')];
  return [
    good(String(count('pass'))),
    warned > 0 ? caution(String(warned)) : '0',
    failed > 0 ? bad(String(failed)) : '0',
  ];
}

/** Every finding once, with all the hosts it is about. */
function findings(
  { deployment, hosts }: FleetCheck,
  verdict: CheckRecord['verdict'],
  title: string,
): string[] {
  const places = [{ address: NODE, records: deployment.records }, ...hosts];
  const byFinding = new Map<string, Set<string>>();
  for (const { address, records } of places) {
    for (const { id, message, cure } of records.filter((record) => record.verdict === verdict)) {
      const text = `  ${id}: ${shown(message)}\n    cure: ${shown(cure)}`;
      byFinding.set(text, (byFinding.get(text) ?? new Set()).add(address));
    }
  }
  if (byFinding.size === 0) return [];
  const entries = [...byFinding].map(
    ([text, addresses]) => `${[...addresses].join(', ')}\n${text}`,
  );
  return [`${title}\n\n${entries.join('\n')}`];
}

/** Names of files and words of programs stand in it. */
function shown(text: string): string {
  return printable(text, LONGEST_FINDING);
}

function firstContacts(hosts: readonly HostCheck[], { strong }: Palette): string[] {
  const lines = hosts.flatMap(({ address, firstContact }) =>
    firstContact ? [`${address}  ${firstContact}`] : [],
  );
  const title = 'First contact: these host keys are pinned from now on';
  return lines.length > 0 ? [`${strong(title)}\n\n${lines.join('\n')}`] : [];
}

function changes(hosts: readonly HostCheck[], { caution }: Palette): string[] {
  const lines = hosts.flatMap(({ address, changes: all }) => {
    const left = all.length - MOST_CHANGES;
    const shown = all
      .slice(0, MOST_CHANGES)
      .map((change) => `${address}  ${printable(factChangeText(change))}`);
    return left > 0 ? [...shown, `${address}  … and ${left} more`] : shown;
  });
  return lines.length > 0
    ? [`${caution('Changed since the last check')}\n\n${lines.join('\n')}`]
    : [];
}

function summary({ deployment, hosts }: FleetCheck, { good, bad }: Palette): string {
  const failed = hosts.filter(({ records }) => hasFailed(records)).length;
  const passed = hosts.length - failed;
  const node = hasFailed(deployment.records) ? bad(`${NODE} failed`) : good(`${NODE} passed`);
  return `${node}; hosts: ${passed} passed, ${failed > 0 ? bad(`${failed} failed`) : '0 failed'}`;
}

function lockLine({ file: path, outcome, checked }: FactsOutcome): string {
  const file = printable(path, LONGEST_FINDING);
  if (outcome === 'written') return `${file} was written: review and commit it`;
  if (outcome === 'unchanged') return `${file} is unchanged`;
  if (outcome) return `${file} was not written: ${printable(outcome.fault, LONGEST_FINDING)}`;
  if (checked === 0) return `${file} was not written: no host has told its facts`;
  return `${file} was not written: the deployment node needs a usable key first (deployment.key)`;
}
