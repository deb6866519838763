import { relative } from 'node:path';
import { printable } from '../../lib/config/printable';
import { resourcesText } from '../../lib/node/terraform/state-file';
import { LeftOver } from '../../fleet/review/left-over';
import { MergedRow } from '../../fleet/review/merged-plan';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { shortDigest } from './kept-plans';
import { FleetPlan, PlanTotals, planTotals } from './plan-document';
import { changeCause, hostsText } from './plan-report';

/** Characters of a cause or a warning. */
const LONGEST = 1000;

/**
 * A plan of the fleet for a pull request: how many hosts there are of each kind, every change, and then every host
 * with what became of it. A host that is not named here is none of this deployment.
 */
export function planMarkdown(plan: FleetPlan): string {
  const { rows, plans } = plan;
  const sections = [
    `## ${heading(planTotals(plan))}`,
    ...(plans ? [`Plans in ${code(plans.folder)}: ${code(shortDigest(plans.digest))}`] : []),
    ...(rows.length > 0
      ? [table(['hosts', 'change', 'consequence', 'caused by'], rows.map(changeRow))]
      : []),
    table(['hosts', 'result', 'reason'], hostRows(plan)),
    ...remarks(plan.results),
    ...(plans ? [`To apply exactly these plans:\n\n    ${printable(plans.command, LONGEST)}`] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function heading(totals: PlanTotals): string {
  const { hosts, planned, unchanged, notPlanned, notChosen, leftOver, ofOtherXml } = totals;
  const counts = [
    `${planned} planned`,
    `${unchanged} unchanged`,
    `${notPlanned} not planned`,
    ...(notChosen > 0 ? [`${notChosen} not chosen`] : []),
  ];
  const besides = [
    ...(leftOver > 0 ? [`${leftOver} left over`] : []),
    ...(ofOtherXml > 0 ? [`${ofOtherXml} of another XML`] : []),
  ];
  const others = besides.length > 0 ? `; besides, ${besides.join(', ')}` : '';
  return `Plan of ${hosts} ${hosts === 1 ? 'host' : 'hosts'}: ${counts.join(', ')}${others}`;
}

function changeRow(row: MergedRow): string[] {
  const { hosts, change, consequence, property } = row;
  const isQuiet = consequence === 'none' || consequence === 'online';
  return [
    hostsText(hosts),
    cell(change),
    isQuiet ? consequence : `**${consequence}**`,
    property ? code(changeCause(row)) : '',
  ];
}

/** Every host once: with its result and, where that is no plan, the reason. */
function hostRows({ results, notChosen, leftOvers }: FleetPlan): string[][] {
  const of = (wanted: HostResult['outcome'], result: string) => {
    const addresses = results.flatMap(({ address, outcome }) =>
      outcome === wanted ? address : [],
    );
    return addresses.length > 0 ? [[hostsText(addresses), result, '']] : [];
  };
  const unplanned = results.filter(
    ({ outcome }) => outcome === 'failed' || outcome === 'not started',
  );
  return [
    ...of('planned', 'planned'),
    ...of('no changes', 'unchanged'),
    ...together(unplanned.map(unplannedRow)),
    ...(notChosen.length > 0 ? [[hostsText(notChosen), 'not chosen', 'by `--hosts`']] : []),
    ...leftOvers.map(leftOverRow),
  ];
}

function unplannedRow({ address, outcome, cause = outcome }: HostResult): [string, ...string[]] {
  return [address, '**not planned**', cell(cause)];
}

/** Hosts that differ in nothing else are one row. */
function together(rows: readonly [string, ...string[]][]): string[][] {
  const byRest = new Map<string, { hosts: string[]; rest: string[] }>();
  for (const [host, ...rest] of rows) {
    const key = JSON.stringify(rest);
    const known = byRest.get(key);
    if (known) known.hosts.push(host);
    else byRest.set(key, { hosts: [host], rest });
  }
  return [...byRest.values()].map(({ hosts, rest }) => [hostsText(hosts), ...rest]);
}

function leftOverRow({ address, resources, stateFile, fault, configuredBy }: LeftOver): string[] {
  const held = `${cell(fault ?? resourcesText(resources))} in ${code(relative('.', stateFile))}`;
  return configuredBy === undefined
    ? [address, '**left over**', `${held}; ${code(`quantum-kvm retire ${address}`)} takes it down`]
    : [address, 'of another XML', `${held}, of ${code(configuredBy)}`];
}

/** What could not be known, and what the provider warns of. */
function remarks(results: readonly HostResult[]): string[] {
  const lines = together(
    results.flatMap(({ address, note, warnings = [] }) => [
      ...warnings.map((warning): [string, string] => [address, `**warning**: ${cell(warning)}`]),
      ...(note === undefined ? [] : [[address, cell(note)] as [string, string]]),
    ]),
  );
  return lines.length > 0 ? [lines.map(([hosts, text]) => `- ${hosts}: ${text}`).join('\n')] : [];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/**
 * Words of hosts and names of disks stand in it, which must not become links, images or rows, nor call somebody who
 * is named: a bare address is a link to GitHub and GitLab, and a name behind an @ is told.
 */
function cell(text: string): string {
  return printable(text, LONGEST)
    .replace(/[\\`*_<>[\]!|~#&]|:(?=\/\/)|(?<=www)\./gi, '\\$&')
    .replaceAll('@', '@<!-- -->');
}

/** Words of ours or of the operator's, shown as they are; what would end the cell or the code goes. */
function code(text: string): string {
  return `\`${printable(text, LONGEST).replace(/[`|]/g, '?')}\``;
}
