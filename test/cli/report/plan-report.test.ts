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
  expect(planTable([PREPARED, MEMORY, AUTOSTART], PLAIN)).toBe(
    [
      'Changes on 3 hosts: 192.168.12.34:192.168.12.36\nLines are of f.xml',
      '',
      '   hosts                                 change                  consequence  caused by',
      '   ------------------------------------  ----------------------  -----------  -------------------------',
      '   192.168.12.36                         prepare the host        none',
      '!  2 hosts: 192.168.12.34:192.168.12.35  memory 128 → 192 GiB    restart      line 7 kvm.memory.size.gb',
      '   192.168.12.36                         autostart true → false  online       kvm.autostart (default)',
      '',
      '! worst consequence: restart on 2 hosts: 192.168.12.34:192.168.12.35',
    ].join('\n'),
  );
});

test('at 80 columns its cells go on in further lines, and a terminal gets ASCII', () => {
  const disk: MergedRow = {
    hosts: ['192.168.12.36'],
    change: 'data disk /dev/disk/by-id/wwn-0x5000c500a1b2c3d4 taken from the VM (vdb)',
    consequence: 'data loss',
    property: 'kvm.data.disks',
    place: 'f.xml:19',
  };
  expect(planTable([PREPARED, MEMORY, disk], { ...PLAIN, width: 80 })).toBe(
    [
      'Changes on 3 hosts: 192.168.12.34:192.168.12.36\nLines are of f.xml',
      '',
      '   hosts              change                   consequence  caused by',
      '   -----------------  -----------------------  -----------  --------------------',
      '   192.168.12.36      prepare the host         none',
      '!  2 hosts:           memory 128 -> 192 GiB    restart      line 7',
      '     192.168.12.34:                                         kvm.memory.size.gb',
      '     192.168.12.35',
      '!  192.168.12.36      data disk                data loss    line 19',
      '                      /dev/disk/by-id/wwn-                  kvm.data.disks',
      '                      0x5000c500a1b2c3d4',
      '                      taken from the VM (vdb)',
      '',
      '! worst consequence: data loss on 192.168.12.36',
    ].join('\n'),
  );
});

test('what is the same in all rows is said once', () => {
  expect(planTable([{ ...MEMORY, consequence: 'online' }], PLAIN)).toBe(
    [
      'Changes on 2 hosts: 192.168.12.34:192.168.12.35\nLines are of f.xml',
      '',
      'change                consequence  caused by',
      '--------------------  -----------  -------------------------',
      'memory 128 → 192 GiB  online       line 7 kvm.memory.size.gb',
    ].join('\n'),
  );
});

test('a row of all hosts among others says so', () => {
  const all = { ...MEMORY, hosts: [...MEMORY.hosts, '192.168.12.36'] };
  expect(planTable([all, PREPARED], PLAIN)).toMatch(/^! {2}all 3 +memory 128 → 192 GiB /m);
});

test('lines of several files are named with them', () => {
  const other = { ...AUTOSTART, place: 'g.xml:3' };
  const table = planTable([MEMORY, other], PLAIN);
  expect(table).not.toContain('lines are of');
  expect(table).toContain('f.xml:7 kvm.memory.size.gb');
  expect(table).toContain('g.xml:3 kvm.autostart');
});

test('what a row is about is named where it is one thing', () => {
  const gone: MergedRow = {
    hosts: ['192.168.12.34'],
    change: 'system disk removed',
    consequence: 'data loss',
    objects: ['vm054.qcow2'],
  };
  expect(planTable([gone], PLAIN)).toContain('system disk removed (vm054.qcow2)');
  const both = { ...gone, hosts: MEMORY.hosts, objects: ['vm054.qcow2', 'vm055.qcow2'] };
  expect(planTable([both], PLAIN)).not.toContain('qcow2');
});

test.each<[Consequence, string]>([
  ['none', '<good none>'],
  ['online', '<good online>'],
  ['restart', '<caution restart>'],
  ['shutdown', '<caution shutdown>'],
  ['reinstall', '<bad reinstall>'],
  ['data loss', '<bad data loss>'],
])('the consequence %s has its colour', (consequence, shown) => {
  expect(planTable([{ ...MEMORY, consequence }], MARKED)).toContain(`  ${shown} `);
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
