import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { jsonText, print, printAlone } from '../../../cli/report/output';
import { planMarkdown } from '../../../cli/report/plan-markdown';
import { tableText } from '../../../cli/report/layout/table';
import { escaped, printable } from '../../../lib/config/printable';
import { ADDRESSES, FleetProject, resource } from '../../cli/fleet-project';
import { keptStream } from '../../cli/stream';
import { quantumKvm } from '../../cli/terminal';
import { diagnostic, prints } from '../../fleet/support/fake-terraform';
import { FIRST, HostileFleet, SECOND } from '../hostile-fleet';
import { facts, state } from '../programs/host-shell';

/** One of each kind that steers a terminal, a log or a reader. */
const SEQUENCES = [
  '\u001b[31m', // colour
  '\u001b[2J\u001b[H', // clears the screen
  '\u001b]0;title\u0007', // names the window
  '\u001b]8;;http://x.invalid\u001b\\', // a link
  '\u009b31m', // the same in one character (C1)
  '\u0085\u2028\u2029', // line separators
  '\u202e\u2066\u061c', // bidi
  '\u200b\u200d\ufeff\u00ad\u2060', // without width
  '\u115f\u3164\ufe0f\u{e0041}', // fillers, variation, tags
  '\u007f\u0008\r', // moves back
  '\ud800', // half a character
];
const STEERING = SEQUENCES.join('x');
const UNPRINTABLE = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{DI}]|\[31m|\[2J|\]0;|\]8;/u;

/** What a file gets of it. */
function printed(text: string): string {
  const stream = keptStream();
  print(stream, text);
  return stream.text;
}

test('a cell is one row, whatever it holds', () => {
  const table = tableText(['host'], [['10.0.0.1\n\u2028│ 10.0.0.2 \r│ as planned']]);
  expect(table.split('\n')).toHaveLength(3);
});

test.each<[string, () => string]>([
  ['one sentence', () => printable(`a${STEERING}b`)],
  ['a table', () => printed(tableText(['h'], [[`a${STEERING}b`]]))],
  ['a line', () => printed(`a${STEERING}b`)],
  ['a document', () => jsonText({ [STEERING]: STEERING })],
  ['a line of a log', () => escaped(JSON.stringify(STEERING))],
])('%s has no character that steers', (_, text) => {
  expect(text()).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}\p{DI}]/u);
});

test('a document is read back as it was', () => {
  expect(JSON.parse(jsonText({ a: STEERING }))).toEqual({ a: STEERING });
});

test('sequences go as a whole, and our own colours stay on a terminal alone', () => {
  expect(printable('\u001b[31mred\u001b[0m \u001b]0;t\u0007name')).toBe('red name');
  const terminal = Object.assign(keptStream({ isTTY: true }), { hasColors: () => true });
  print(terminal, '\u001b[31mred\u001b[0m\u001b[5m\u001b[2J');
  expect(terminal.text).toBe('\u001b[31mred\u001b[0m\n');
  const file = keptStream();
  print(file, '\u001b[31mred\u001b[0m');
  expect(file.text).toBe('red\n');
});

test('a screen that is drawn anew is cleared by us alone', () => {
  const terminal = keptStream({ isTTY: true });
  printAlone(terminal, 'a\u001b[2Jb');
  expect(terminal.text.split('\u001b[2J')).toHaveLength(2);
});

test('a text is bounded whatever its length, and one line', () => {
  expect(printable('x'.repeat(10_000_000), 10)).toBe(`${'x'.repeat(10)}…`);
  expect(printable('a\nb\r\nc\td')).toBe('a b c d');
  expect(printable('😀'.repeat(5), 3)).toBe('😀😀😀…');
});

test('no text whatever steers, exceeds its bound or becomes two lines', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  const own = fc.constantFrom(...SEQUENCES);
  fc.assert(
    fc.property(fc.array(fc.oneof(text, own)), (parts) => {
      const all = parts.join('');
      expect(printable(all, 50)).not.toMatch(/\p{C}|[\p{Zl}\p{Zp}\p{DI}]/u);
      expect([...printable(all, 50)].length).toBeLessThanOrEqual(51);
      expect(printed(all)).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}\p{DI}]/u);
      expect(JSON.parse(jsonText([all]))).toEqual([all]);
    }),
    { numRuns: 2000 },
  );
});

test('Markdown holds no link, image or row of a name', () => {
  const change = 'NICs [x](http://x.invalid) <img src=x> | `a` ![b](c)\n| d |';
  const cause = '[x](y)\n- z';
  const failed = {
    address: '10.0.0.2',
    machineName: 'v',
    outcome: 'failed',
    changes: 0,
    seconds: 0,
  } as const;
  const text = planMarkdown({
    rows: [{ hosts: ['10.0.0.1'], change, consequence: 'none' }],
    results: [{ ...failed, cause, warnings: [cause], note: cause }],
    notChosen: [],
    leftOvers: [],
  });
  expect(text).not.toMatch(/[^\\](\[|<|`a)/);
  expect(text.split('\n')).toEqual([
    '## Plan of 1 host: 0 planned, 0 unchanged, 1 not planned',
    '',
    '| hosts | change | consequence | caused by |',
    '|---|---|---|---|',
    expect.stringMatching(/^\| 10\.0\.0\.1 \| NICs .* \| none \| {2}\|$/),
    '',
    '| hosts | result | reason |',
    '|---|---|---|',
    '| 10.0.0.2 | **not planned** | \\[x\\](y) - z |',
    '',
    '- 10.0.0.2: **warning**: \\[x\\](y) - z',
    '- 10.0.0.2: \\[x\\](y) - z',
    '',
  ]);
});

describe('of a host', () => {
  let fleet: HostileFleet;
  beforeAll(async () => {
    fleet = await HostileFleet.make();
    fleet.records();
  });
  afterAll(() => fleet.remove());

  test.each(['check', 'status', 'adopt --yes', 'check --json', 'status --json'])(
    'nothing that steers is printed by %s, and no row is forged',
    async (command) => {
      const text = STEERING.replaceAll('\r', '');
      fleet.says(
        FIRST,
        'check',
        `FAIL\tx.y${text}\tm${text}${'m'.repeat(9000)}\tc${text}\n${facts()}`,
      );
      fleet.says(SECOND, 'check', (channel) => {
        channel.stderr.write(`sh: ${text}\n${SECOND} passed\n`);
        channel.exit(1);
        channel.end();
      });
      fleet.says(FIRST, 'state', state({ packages: text, state: text }));
      fleet.says(SECOND, 'state', state({ packages: `${text}${'p'.repeat(9000)}` }));
      fleet.says(FIRST, 'definition', `<domain>${text}`);
      const { stdout, stderr, exitCode } = await quantumKvm(...command.split(' '));
      expect(exitCode).not.toBe(0);
      expect(stdout + stderr).not.toMatch(UNPRINTABLE);
      if (!command.includes('json')) {
        expect(
          Math.max(...`${stdout}${stderr}`.split('\n').map(({ length }) => length)),
        ).toBeLessThan(1000);
      }
    },
  );

  test.each(['null', '[]', '{"127.0.12.1": null}', '{"127.0.12.1": {"a": "\u001b[2J"}}'])(
    'notes of the runner that are %j end nothing',
    async (text) => {
      mkdirSync('state', { recursive: true });
      writeFileSync(join('state', 'differences.json'), text);
      fleet.says(FIRST, 'state', 'nothing');
      const { exitCode, stdout, stderr } = await quantumKvm('status');
      expect(exitCode).toBe(1);
      expect(stdout + stderr).not.toMatch(UNPRINTABLE);
    },
  );
});

describe('of Terraform and of files', () => {
  let project: FleetProject;
  beforeEach(async () => {
    project = await FleetProject.make();
  });
  afterEach(() => project.remove());

  test('nothing that steers reaches the terminal or stays in a log', async () => {
    const error = prints(diagnostic('error', `refused ${STEERING.replace('\ud800', '')}`));
    project.terraform.does('plan', `${error}; printf '\\033[2J\\302\\205raw\\n'; exit 1`);
    const { stdout, stderr } = await quantumKvm('plan');
    expect(stdout).toContain('refused');
    expect(stdout + stderr).not.toMatch(UNPRINTABLE);
    const [run = ''] = readdirSync('logs');
    const logs = readdirSync(join('logs', run)).map((name) =>
      readFileSync(join('logs', run, name), 'utf8'),
    );
    expect(logs).toHaveLength(3);
    for (const log of logs) {
      expect(log).toContain('\\u001b[2J\\u0085raw');
      expect(log).not.toMatch(/[^\P{C}\n\t]|[\p{Zl}\p{Zp}\p{DI}]/u);
    }
  });

  test('a host that prints without an end stops its own Terraform alone', async () => {
    const line = prints({
      type: 'provision_progress',
      hook: { resource: { addr: 'a' }, output: 'x'.repeat(60_000) },
    });
    project.terraform.does(
      'plan',
      `i=0; while [ $i -lt 1300 ]; do ${line}; i=$((i+1)); done; hold; exit 1`,
      'host-127-0-12-2',
    );
    const { exitCode, stdout } = await quantumKvm('plan');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^127\.0\.12\.2: .*more output/m);
    expect(stdout).toContain('2 unchanged');
  });

  test('names in state and in the files of the runner are shown without what steers', async () => {
    project.configure(ADDRESSES.slice(1));
    project.holds(ADDRESSES[0], [
      resource('libvirt_domain', { name: `vm${STEERING}\n${'n'.repeat(9000)}` }),
    ]);
    const { stdout, stderr } = await quantumKvm('retire', ADDRESSES[0], '--forget', '--yes');
    expect(stdout + stderr).not.toMatch(UNPRINTABLE);
    expect(stderr.length).toBeLessThan(1000);
  });

  test('file names are shown without what steers', async () => {
    const { exitCode, stderr } = await quantumKvm('plan', '--config', `c\u001b[2J\u202e.xml`);
    expect(exitCode).toBe(2);
    expect(stderr).not.toMatch(/[^\P{C}\n]|\p{DI}/u);
  });
});
