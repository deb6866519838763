import { Consequence } from '../../../fleet/review/consequence';
import { MergedRow } from '../../../fleet/review/merged-plan';
import { hostsText, leftOverText, planTable } from '../../../cli/report/plan-report';
import { MARKED, PLAIN } from '../stream';

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
const PREPARED: MergedRow = {
  hosts: ['192.168.12.36'],
  change: 'prepare the host',
  consequence: 'none',
};

test('the table names for each change its hosts, what it means and where it comes from', () => {
  expect(planTable([MEMORY, AUTOSTART, PREPARED], PLAIN)).toBe(
    [
      '┌──────────────────────────────────────┬────────────────────────┬─────────────┬────────────────────────────┐',
      '│ hosts                                │ change                 │ consequence │ caused by                  │',
      '├──────────────────────────────────────┼────────────────────────┼─────────────┼────────────────────────────┤',
      '│ 2 hosts: 192.168.12.34:192.168.12.35 │ memory 128 → 192 GiB   │ restart     │ f.xml:7 kvm.memory.size.gb │',
      '│ 192.168.12.36                        │ autostart true → false │ online      │ kvm.autostart (default)    │',
      '│ 192.168.12.36                        │ prepare the host       │ none        │                            │',
      '└──────────────────────────────────────┴────────────────────────┴─────────────┴────────────────────────────┘',
    ].join('\n'),
  );
});

test.each<[Consequence, string]>([
  ['none', '<good none>'],
  ['online', '<good online>'],
  ['restart', '<caution restart>'],
  ['reinstall', '<bad reinstall>'],
  ['data loss', '<bad data loss>'],
])('the consequence %s has its colour', (consequence, shown) => {
  expect(planTable([{ ...MEMORY, consequence }], MARKED)).toContain(`│ ${shown} `);
});

test.each([
  [['192.168.12.34'], '192.168.12.34'],
  [['192.168.12.34', '192.168.12.35', '192.168.12.36'], '3 hosts: 192.168.12.34:192.168.12.36'],
  [
    ['192.168.12.34', '192.168.12.36', '192.168.12.37'],
    '3 hosts: 192.168.12.34, 192.168.12.36:192.168.12.37',
  ],
  [['192.168.12.255', '192.168.13.0'], '2 hosts: 192.168.12.255, 192.168.13.0'],
  [['192.168.12.34', '192.168.13.35'], '2 hosts: 192.168.12.34, 192.168.13.35'],
  [['192.168.12.35', '192.168.12.34'], '2 hosts: 192.168.12.35, 192.168.12.34'],
])('%j is said as a person would write it', (hosts, text) => {
  expect(hostsText(hosts)).toBe(text);
});

test('what is left over is named with its state and the way to take it down', () => {
  const stateFile = 'state/host-192-168-12-99.tfstate';
  expect(leftOverText([{ address: '192.168.12.99', resources: 8, stateFile }])).toBe(
    [
      'Left over: not in kvm.host.range, and not touched',
      '  192.168.12.99: 8 resources in state/host-192-168-12-99.tfstate',
      '  to take one down, run "quantum-kvm retire ADDRESS"',
    ].join('\n'),
  );
});
