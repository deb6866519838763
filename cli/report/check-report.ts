import { printable } from '../../lib/config/printable';
import { CheckRecord, hasFailed } from '../../lib/host-scripts/check-record';
import { FleetCheck } from '../../lib/check/fleet-check';
import { HostCheck } from '../../lib/check/host-check';
import { RecordOutcome } from '../../lib/facts/facts-record';
import { cpuText, factChangeText } from '../../lib/facts/fact-changes';
import { HostFacts } from '../../lib/facts/host-facts';
import { Palette } from './palette';
import { Column, divided } from './layout/columns';
import { tableText } from './layout/table';
import { paragraphs } from './layout/wrapped';
import { hostsText } from './plan-report';

/** `hosts.lock.json` and what became of it; no outcome: there was nothing to write. */
export interface FactsOutcome {
  readonly file: string;
  readonly outcome?: RecordOutcome;
  /** Hosts that have told their facts. */
  readonly checked: number;
}

const NODE = 'deployment node';
/** Of a host that has told no facts. */
const UNKNOWN = 'unknown';
/** Of one host. */
const MOST_CHANGES = 100;
/** Characters of a message or cure; those of hosts are shorter already. */
const LONGEST_FINDING = 1000;
/** Characters of a cell with names. */
const LONGEST_CELL = 200;

/** The result as text: the hosts, then every warning and failure with its cure, then what is new. */
export function checkReport(result: FleetCheck, lock: FactsOutcome, colours: Palette): string {
  const sections = [
    table(result, colours),
    ...findings(result, 'warn', colours.caution('Warnings')),
    ...findings(result, 'fail', colours.bad('Failures')),
    ...firstContacts(result.hosts, colours),
    ...changes(result.hosts, colours),
    `${summary(result, colours)}\n${lockLine(lock)}`,
  ];
  return paragraphs(`${sections.join('\n\n')}\n`, colours.width);
}

const COLUMNS: readonly Column<HostCheck>[] = [
  { title: 'login', cell: ({ login }) => login, shared: (value) => `login ${value}` },
  { title: 'system', cell: told(systemText), shared: (value) => value },
  { title: 'CPU', cell: told(cpuText), shared: (value) => value },
  { title: 'memory', cell: told(memoryText), shared: (value) => `${value} memory` },
  { title: 'bridges', cell: told(bridgesText), shared: (value) => `bridges ${value}` },
];

/** What is equal on all hosts that have told their facts, then the hosts; those that fared alike are one row. */
function table({ deployment, hosts }: FleetCheck, colours: Palette): string {
  const knows = ({ facts }: HostCheck) => facts !== undefined;
  const { columns, shared } = divided(COLUMNS, hosts, knows);
  const rest = new Map<string, string[]>();
  for (const host of hosts) {
    const cells = [...columns.map(({ cell }) => cell(host)), ...counts(host.records, colours)];
    const key = JSON.stringify(cells);
    rest.set(key, [...(rest.get(key) ?? []), host.address]);
  }
  const text = tableText(
    ['host', ...columns.map(({ title }) => title), 'passed', 'warned', 'failed'],
    [
      [NODE, ...columns.map(() => ''), ...counts(deployment.records, colours)],
      ...[...rest].map(([cells, addresses]) => [
        hostsText(addresses),
        ...(JSON.parse(cells) as string[]),
      ]),
    ],
    colours.width,
  );
  if (shared.length === 0) return text;
  const telling = hostsText(hosts.filter(knows).map(({ address }) => address));
  return `${telling}\n  ${shared.join(', ')}\n\n${text}`;
}

/** A cell of a host that may have told nothing. */
function told(text: (facts: HostFacts) => string): (host: HostCheck) => string {
  return ({ facts }) => (facts ? text(facts) : UNKNOWN);
}

function systemText({ os }: HostFacts): string {
  return `${os.id} ${os.version}`.trim();
}

function memoryText({ memoryGib }: HostFacts): string {
  return `${memoryGib} GiB`;
}

function bridgesText({ bridges }: HostFacts): string {
  return printable(bridges.map(({ name }) => name).join(' '), LONGEST_CELL);
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

/** Every finding once, below all the hosts that it is about, which are named once. */
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
  const byPlaces = new Map<string, string[]>();
  for (const [text, addresses] of byFinding) {
    const heading = placesText([...addresses]);
    byPlaces.set(heading, [...(byPlaces.get(heading) ?? []), text]);
  }
  const entries = [...byPlaces].map(([heading, texts]) => [heading, ...texts].join('\n'));
  return [`${title}\n\n${entries.join('\n')}`];
}

function placesText(places: readonly string[]): string {
  const addresses = places.filter((place) => place !== NODE);
  return [
    ...places.filter((place) => place === NODE),
    ...(addresses.length > 0 ? [hostsText(addresses)] : []),
  ].join(', ');
}

/** Names of files and words of programs stand in it. */
function shown(text: string): string {
  return printable(text, LONGEST_FINDING);
}

/** Whoever answered for these keys has seen them or named them. */
function firstContacts(hosts: readonly HostCheck[], { strong }: Palette): string[] {
  const met = hosts.filter(({ firstContact }) => firstContact).map(({ address }) => address);
  if (met.length === 0) return [];
  const keys = met.length === 1 ? 'its host key is' : 'their host keys are';
  return [`${strong('First contact')}\n\n${hostsText(met)}: ${keys} pinned from now on`];
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
