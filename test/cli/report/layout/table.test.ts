import stringWidth from 'string-width';
import fc from 'fast-check';
import { palette } from '../../../../cli/report/palette';
import { tableText } from '../../../../cli/report/layout/table';
import { keptStream } from '../../stream';

const WIDTHS = [80, 120, 200] as const;

/** Widths as terminals count that show what Unicode calls ambiguous in two columns. */
function cjkWidth(text: string): number {
  return stringWidth(text.replace(/[\u00a0-\u024f\u2010-\u27bf]/g, '中'));
}

test('a table without a limit is as wide as its cells', () => {
  expect(
    tableText(
      ['host', 'result'],
      [
        ['192.168.12.34', 'done'],
        ['192.168.12.35', 'x'.repeat(90)],
      ],
    ),
  ).toBe(
    [
      'host           result',
      `-------------  ${'-'.repeat(90)}`,
      '192.168.12.34  done',
      `192.168.12.35  ${'x'.repeat(90)}`,
    ].join('\n'),
  );
});

test('the widest column is made narrower first, at blanks', () => {
  const rows = [['192.168.12.34', 'the storage pool is gone', 'none']];
  expect(tableText(['host', 'change', 'consequence'], rows, 45)).toBe(
    [
      'host           change             consequence',
      '-------------  -----------------  -----------',
      '192.168.12.34  the storage pool   none',
      '               is gone',
    ].join('\n'),
  );
});

test('columns are as wide as makes the fewest lines', () => {
  const rows = [
    ['all 3', 'install medium install.iso copied to the host', 'line 20 kvm.install.media'],
    ['all 3', 'new VM: 1 vCPU, 1 GiB memory', ''],
    ['127.0.24.62', 'prepare the host again', ''],
  ];
  expect(tableText(['hosts', 'change', 'caused by'], rows, 67)).toBe(
    [
      'hosts        change                        caused by',
      '-----------  ----------------------------  ------------------------',
      'all 3        install medium install.iso    line 20',
      '             copied to the host            kvm.install.media',
      'all 3        new VM: 1 vCPU, 1 GiB memory',
      '127.0.24.62  prepare the host again',
    ].join('\n'),
  );
});

test('Chinese takes two columns a character, and is broken between any two', () => {
  const rows = [['宿主机一', '系统盘将被替换为新的空盘']];
  expect(tableText(['host', 'change'], rows, 24)).toBe(
    [
      'host      change',
      '--------  --------------',
      '宿主机一  系统盘将被替换',
      '          为新的空盘',
    ].join('\n'),
  );
});

test('a colour ends with each line of its cell and goes on in the next', () => {
  const stream = Object.assign(keptStream({ isTTY: true, columns: 20 }), { hasColors: () => true });
  const { bad, width } = palette(stream);
  expect(
    tableText(
      ['h', 'state'],
      [
        ['a', bad('paused: the disk is full')],
        ['b', ''],
      ],
      width,
    ),
  ).toBe(
    [
      'h  state',
      '-  -----------------',
      'a  \u001b[31mpaused: the disk\u001b[39m',
      '   \u001b[31mis full\u001b[0m',
      'b',
    ].join('\n'),
  );
});

test('a long name is broken behind its punctuation, an address and a property are not', () => {
  const rows = [['192.168.12.34', 'kvm.data.disks', '/dev/disk/by-id/wwn-0x5000c500a1b2c3d4']];
  expect(tableText(['host', 'property', 'disk'], rows, 51)).toBe(
    [
      'host           property        disk',
      '-------------  --------------  --------------------',
      '192.168.12.34  kvm.data.disks  /dev/disk/by-id/wwn-',
      '                               0x5000c500a1b2c3d4',
    ].join('\n'),
  );
});

test('where no width is enough, each row is a block with all that it holds', () => {
  const rows = [
    ['192.168.12.34', 'vm054', 'memory 128 GiB'],
    ['192.168.12.35', '', 'none'],
  ];
  expect(tableText(['host', 'VM', 'change'], rows, 20)).toBe(
    [
      'host: 192.168.12.34',
      'VM: vm054',
      'change: memory',
      '  128 GiB',
      '',
      'host: 192.168.12.35',
      'change: none',
    ].join('\n'),
  );
});

test('a cell is one row, whatever it holds', () => {
  const rows = [['10.0.0.1\n\u2028  10.0.0.2 \r  as configured']];
  expect(tableText(['host'], rows).split('\n')).toHaveLength(3);
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '系统盘将被替换为新的空盘',
    '3 hosts: 192.168.12.34:192.168.12.36, 192.168.13.1:192.168.13.254',
    'memory 128 → 192 GiB',
    '/dev/disk/by-id/nvme-SAMSUNG_MZQL21T9HCJR-00A07_S64GNE0R123456_1',
    '3f2a1c04-77aa-4b1e-9d52-0c3e5a9b1d20',
    'x'.repeat(120),
    '…×–µ',
  ),
);
const cells = fc.integer({ min: 1, max: 12 }).chain((columns) => {
  const row = fc.array(text, { minLength: columns, maxLength: columns });
  return fc.tuple(row, fc.array(row, { minLength: 1, maxLength: 3 }));
});
const word = fc.stringMatching(/^[a-z0-9:/_-]{1,40}$/);

test.each(WIDTHS)('no line is wider than a terminal of %d columns', (width) => {
  fc.assert(
    fc.property(cells, ([head, rows]) => {
      const lines = tableText(head, rows, width).split('\n');
      return lines.every((line) => stringWidth(line) <= width);
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test.each(WIDTHS)('nothing is left out in %d columns', (width) => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const table = tableText(['host', 'change'], [['192.168.12.34', words.join(' ')]], width);
      const shown = table.replace('192.168.12.34', '').replace(/\s/g, '');
      return shown.includes(words.join(''));
    }),
    { numRuns: 30 },
  );
});

test.each(WIDTHS)(
  'with our own symbols it is no wider in a Chinese terminal of %d columns',
  (width) => {
    const own = fc.constantFrom(
      'memory 128 → 192 GiB',
      '2 sockets × 32 cores',
      'shortened…',
      '20 µs',
      '–',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(own, own, own), { minLength: 1, maxLength: 5 }), (rows) => {
        for (const line of tableText(['a', 'b', 'c'], rows, width).split('\n')) {
          expect(cjkWidth(line)).toBe(stringWidth(line));
          expect(line).toMatch(/^[\x20-\x7e]*$/);
        }
      }),
      { numRuns: 20 },
    );
  },
);

test.each([1, 2, 5, 10, 20])('in %d columns all content is shown', (width) => {
  const table = tableText(['host', 'VM'], [['192.168.12.34', 'vm054 系统盘']], width);
  expect(table.replace(/\s/g, '')).toContain('192.168.12.34');
  expect(table.replace(/\s/g, '')).toContain('vm054系统盘');
});
