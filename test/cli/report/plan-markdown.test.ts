import { resolve } from 'node:path';
import { CONSEQUENCES } from '../../../fleet/review/consequence';
import { MergedRow } from '../../../fleet/review/merged-plan';
import { HostResult } from '../../../fleet/rollout/fleet-event';
import { FleetPlan } from '../../../cli/report/plan-document';
import { planMarkdown } from '../../../cli/report/plan-markdown';

const MEMORY: MergedRow = {
  hosts: ['192.168.12.34', '192.168.12.35'],
  change: 'memory 128 → 192 GiB',
  consequence: 'restart',
  property: 'kvm.memory.size.gb',
  place: 'f.xml:7',
};
const AUTOSTART: MergedRow = {
  hosts: ['192.168.12.36'],
  change: 'autostart true → false',
  consequence: 'online',
  property: 'kvm.autostart',
};

function result(last: number, more: Partial<HostResult> = {}): HostResult {
  return {
    address: `192.168.12.${last}`,
    machineName: `vm0${last + 20}`,
    outcome: 'planned',
    changes: 1,
    seconds: 2,
    ...more,
  };
}

function markdown(plan: Partial<FleetPlan>): string[] {
  return planMarkdown({ rows: [], results: [], notChosen: [], leftOvers: [], ...plan }).split('\n');
}

test('every change is a row, with what it means and where it comes from', () => {
  const lines = markdown({
    rows: [MEMORY, AUTOSTART],
    results: [34, 35, 36].map((n) => result(n)),
  });
  expect(lines).toEqual([
    '## Plan of 3 hosts: 3 planned, 0 unchanged, 0 not planned',
    '',
    '| hosts | change | consequence | caused by |',
    '|---|---|---|---|',
    '| 2 hosts: 192.168.12.34:192.168.12.35 | memory 128 → 192 GiB | **restart** | `f.xml:7 kvm.memory.size.gb` |',
    '| 192.168.12.36 | autostart true → false | online | `kvm.autostart (default)` |',
    '',
    '| hosts | result | reason |',
    '|---|---|---|',
    '| 3 hosts: 192.168.12.34:192.168.12.36 | planned |  |',
    '',
  ]);
});

test('hosts that were not planned for the same reason are one row, and others have their own', () => {
  const off = { outcome: 'failed', cause: 'no answer on port 22' } as const;
  const lines = markdown({
    results: [result(34, off), result(35, off), result(36, { outcome: 'not started' })],
    notChosen: ['192.168.12.37'],
  });
  expect(lines).toEqual([
    '## Plan of 4 hosts: 0 planned, 0 unchanged, 3 not planned, 1 not chosen',
    '',
    '| hosts | result | reason |',
    '|---|---|---|',
    '| 2 hosts: 192.168.12.34:192.168.12.35 | **not planned** | no answer on port 22 |',
    '| 192.168.12.36 | **not planned** | not started |',
    '| 192.168.12.37 | not chosen | by `--hosts` |',
    '',
  ]);
});

test('hosts that are left over and hosts of another XML are named beside those of the range', () => {
  const stateFile = (name: string) => resolve('state', name);
  const lines = markdown({
    results: [result(34, { outcome: 'no changes', changes: 0 })],
    leftOvers: [
      { address: '192.168.12.90', resources: 8, stateFile: stateFile('a') },
      { address: '192.168.12.91', resources: 0, stateFile: stateFile('b'), fault: 'it is empty' },
      { address: '192.168.12.92', resources: 3, stateFile: stateFile('c'), configuredBy: 'o.xml' },
    ],
  });
  expect(lines).toEqual([
    '## Plan of 1 host: 0 planned, 1 unchanged, 0 not planned; besides, 2 left over, 1 of another XML',
    '',
    '| hosts | result | reason |',
    '|---|---|---|',
    '| 192.168.12.34 | unchanged |  |',
    '| 192.168.12.90 | **left over** | 8 resources in `state/a`; `quantum-kvm retire 192.168.12.90` takes it down |',
    '| 192.168.12.91 | **left over** | it is empty in `state/b`; `quantum-kvm retire 192.168.12.91` takes it down |',
    '| 192.168.12.92 | of another XML | 3 resources in `state/c`, of `o.xml` |',
    '',
  ]);
});

test('warnings and what could not be known follow, equal ones once', () => {
  const warnings = ['The network quantum-br0 does not run: Applying starts it.'];
  const lines = markdown({
    results: [result(34, { warnings }), result(35, { warnings, note: 'not looked at' })],
  });
  expect(lines.slice(-3)).toEqual([
    '- 2 hosts: 192.168.12.34:192.168.12.35: **warning**: The network quantum-br0 does not run: Applying starts it.',
    '- 192.168.12.35: not looked at',
    '',
  ]);
});

test('plans that are kept are named with their digest, and last comes what applies them', () => {
  const digest = '0123456789abcdef'.repeat(4);
  const command = "quantum-kvm deploy --plan 'my plans'";
  const lines = markdown({ plans: { folder: 'my plans', digest, command } });
  expect(lines[2]).toBe('Plans in `my plans`: `sha256:0123456789abcdef`');
  expect(lines.slice(-4)).toEqual(['To apply exactly these plans:', '', `    ${command}`, '']);
});

test('every consequence that has to be allowed is bold', () => {
  const bold = CONSEQUENCES.filter((consequence) =>
    markdown({ rows: [{ ...MEMORY, consequence }] })
      .join('\n')
      .includes(`**${consequence}**`),
  );
  expect(bold).toEqual(['restart', 'shutdown', 'reinstall', 'data loss']);
});

test('what has a bar or a backtick in it stays in its cell', () => {
  const [row] = markdown({ rows: [{ ...MEMORY, change: 'type a|b', place: 'a`|.xml:7' }] }).slice(
    4,
  );
  expect(row).toContain('| type a\\|b | **restart** | `a??.xml:7 kvm.memory.size.gb` |');
});

test('an address in what a host says becomes no link, and a name calls nobody', () => {
  const cause = 'see https://a.example/x, www.a.example or [x](HTTP://b.example) of @team';
  const row = markdown({ results: [result(34, { outcome: 'failed', cause })] }).join('\n');
  expect(row).toContain(
    'see https\\://a.example/x, www\\.a.example or \\[x\\](HTTP\\://b.example) of @<!-- -->team',
  );
});
