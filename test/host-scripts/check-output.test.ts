import { parseCheckOutput } from '../../lib/host-scripts/check-output';

const REPORT = [
  'PASS\thost.root\truns as root\t',
  'FACT\tos\topenEuler\t22.03\trhel fedora',
  'FACT\tmachine\t0123456789abcdef0123456789abcdef\t01234567-89ab-cdef-0123-456789abcdef',
  'FACT\tclock\t1700000000',
  'FACT\tarchitecture\tx86_64',
  'FACT\tcpu\t2\t32\t2',
  'FACT\tvirtualization\tsvm',
  'FACT\tmemory\t131072000',
  'FACT\tbridge\tbr0\t1500',
  'FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t2000000000000\tblank\tS1\tnaa.5',
  'FACT\tend\t0',
];

/** The report with another line in the place of the one of that fact, or beside it. */
const reported = (fact: string, ...lines: string[]) =>
  parseCheckOutput(
    REPORT.flatMap((line) => (line.split('\t')[1] === fact ? lines : [line])).join('\n'),
  );

test('a report is read', () => {
  expect(parseCheckOutput(REPORT.join('\n'))).toMatchObject({
    records: [{ id: 'host.root', verdict: 'pass' }],
    facts: {
      os: { id: 'openEuler', idLike: ['rhel', 'fedora'], version: '22.03' },
      cpu: { sockets: 2, coresPerSocket: 32, threadsPerCore: 2, virtualization: 'svm' },
      memoryGib: 125,
      bridges: [{ name: 'br0', mtu: 1500 }],
      disks: [{ path: '/dev/disk/by-id/wwn-0x5', sizeBytes: 2e12, state: 'blank' }],
    },
    machine: { id: '0123456789abcdef0123456789abcdef' },
    clock: 1700000000,
  });
});

test('a report without its end is none, and nothing in it is refused', () => {
  const output = reported('end');
  expect(output.facts).toBeUndefined();
  expect(output.refusal).toBeUndefined();
});

test('an expression in the name of a disk is refused in one sentence', () => {
  const output = reported(
    'disk',
    'FACT\tdisk\t/dev/disk/by-id/wwn-0x5${file("id")}\t1\tblank\tS1\tnaa.5',
  );
  expect(output.facts).toBeUndefined();
  expect(output.refusal).toBe(
    'disk is "/dev/disk/by-id/wwn-0x5${file("id")}"; allowed: /dev/disk/by-id/NAME of a whole disk, NAME of letters, digits and . _ + = @ : -, at most 255 characters in all',
  );
});

test.each([
  ['os', 'FACT\tos\t${a}\t12\t'],
  ['os', 'FACT\tos\tdebian\t12\t$(id)'],
  ['os', 'FACT\tos\tdebian'],
  ['machine', 'FACT\tmachine\tx\t'],
  ['machine', 'FACT\tmachine\t\t\t'],
  ['clock', 'FACT\tclock\t1e999'],
  ['clock', 'FACT\tclock\t-1'],
  ['architecture', 'FACT\tarchitecture\tx86_64\u001b[2J'],
  ['cpu', 'FACT\tcpu\t0\t32\t2'],
  ['cpu', 'FACT\tcpu\t2\t32\t99999999'],
  ['cpu', 'FACT\tcpu\t2\tNaN\t2'],
  ['virtualization', 'FACT\tvirtualization\tyes'],
  ['memory', 'FACT\tmemory\tlots'],
  ['memory', 'FACT\tmemory\t9999999999999999'],
  ['bridge', 'FACT\tbridge\tbr9 0\t1500'],
  ['bridge', 'FACT\tbridge\tbr0\t'],
  ['bridge', 'FACT\tbridge\tbr0\t0x5dc'],
  ['bridge', 'FACT\tbridge\t../x\t1500'],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/../../../etc/shadow\t1\tblank\tS1\tnaa.5'],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t1\tblank\t${file("id")}\t'],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t1\tblank\tS1\tnaa.5,bytes=1'],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t1\tblank\tS1\tnaa 5'],
  ['disk', `FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t1\tblank\t${'S'.repeat(161)}\t`],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t1\tblank'],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t2 TB\tblank\tS1\tnaa.5'],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/wwn-0x5\t1\tBLANK\tS1\tnaa.5'],
  ['disk', 'FACT\tdisk\t/dev/disk/by-id/wwn-\u007f0x5\t1\tblank\tS1\tnaa.5'],
  ['end', 'FACT\tend\tnow'],
])('a fact %s of another form is refused: %j', (fact, line) => {
  const output = reported(fact, line);
  expect(output.facts).toBeUndefined();
  expect(output.refusal).toMatch(new RegExp(`^${fact} (is|has) [\\x20-\\x7e…]*; allowed: `));
});

test.each(['os', 'cpu', 'machine', 'bridge', 'disk'])(
  'a fact %s that is reported twice is none',
  (fact) => {
    const line = REPORT.find((text) => text.startsWith(`FACT\t${fact}\t`)) ?? '';
    expect(reported(fact, line, line).refusal).toContain(`${fact} twice`);
  },
);

test('what is refused is told at a bounded length', () => {
  const { refusal = '' } = reported('bridge', `FACT\tbridge\t${'x'.repeat(1e6)}\t1500`);
  expect(refusal.length).toBeLessThan(300);
});
