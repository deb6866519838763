import { HostOutput, OUTPUT_LIMITS } from '../../../lib/ssh/host-output';
import { quantumKvm } from '../../cli/terminal';
import { CHECK, FIRST, HostileFleet, SECOND, THIRD } from '../hostile-fleet';
import { Answer, endless } from '../programs/host-shell';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.make();
  fleet.records();
});
afterAll(() => fleet.remove());

const OUTPUTS: readonly (readonly [string, Answer, string])[] = [
  ['a line without an end', endless('x'.repeat(8192)), 'a line of more than 128 KiB'],
  ['lines without an end', endless('\n'.repeat(8192)), 'more than 10000 lines'],
  ['long lines without an end', endless(`${'x'.repeat(8000)}\n`), 'more than 1024 KiB'],
  [
    'complaints without an end',
    (channel) => {
      const pour = (): void => {
        while (channel.stderr.writable && channel.stderr.write('x\n'.repeat(4096)));
      };
      channel.stderr.on('drain', pour);
      pour();
    },
    'more than 10000 lines',
  ],
  [
    '94,546 equal records',
    (channel) => {
      channel.write('FAIL\ta.b\tc\td\n'.repeat(94_546));
      channel.exit(0);
      channel.end();
    },
    'more than 10000 lines',
  ],
];

test.each(OUTPUTS)(
  'check: %s ends the connection and is the failure of its host',
  async (_, answer, said) => {
    fleet.says(SECOND, 'check', answer);
    const { exitCode, stdout } = await quantumKvm(...CHECK, '--json');
    expect(exitCode).toBe(1);
    const { hosts } = JSON.parse(stdout);
    expect(hosts[1].checks).toEqual([
      expect.objectContaining({
        verdict: 'fail',
        id: 'host.script',
        message: expect.stringContaining(said),
      }),
    ]);
    expect([hosts[0].facts, hosts[2].facts]).toEqual([expect.anything(), expect.anything()]);
  },
);

test.each(OUTPUTS)(
  'status: %s ends the connection and is the failure of its host',
  async (_, answer, said) => {
    fleet.says(SECOND, 'state', answer);
    const { exitCode, stdout } = await quantumKvm('status');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${SECOND}, since [^,]+: the host printed ${said}`, 'm'));
    for (const address of [FIRST, THIRD]) expect(stdout).toMatch(new RegExp(`${address}.*running`));
  },
);

/** What is said of output of these pieces. */
function excess(...pieces: readonly string[]): (string | undefined)[] {
  const output = new HostOutput();
  return pieces.map((piece) => output.add(Buffer.from(piece)));
}

const { bytes, lines, lineBytes } = OUTPUT_LIMITS;
const half = 'x'.repeat(lineBytes / 2);
test.each([
  ['a line of the longest length, in pieces', [half, half, '\n'], true],
  ['a line that is longer by one, in pieces', [half, half, 'x'], false],
  ['a line that is longer by one and ends', [half, half, 'x\n'], false],
  ['as many lines as are allowed', ['\n'.repeat(lines)], true],
  ['one more line', ['\n'.repeat(lines), '\n'], false],
  ['as many bytes as are allowed', [`${'x'.repeat(1023)}\n`.repeat(bytes / 1024)], true],
  ['one more byte', [`${'x'.repeat(1023)}\n`.repeat(bytes / 1024), 'x'], false],
])('%s', (_, pieces, allowed) => {
  expect(excess(...pieces).every((said) => said === undefined)).toBe(allowed);
});
