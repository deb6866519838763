import { quantumKvm } from '../../cli/terminal';
import { CHECK, FIRST, HostileFleet, SECOND, THIRD } from '../hostile-fleet';
import { facts } from '../programs/host-shell';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.make();
});
afterAll(() => fleet.remove());

test.each<[string, string]>([
  ['a bridge with an MTU of 0', facts({ bridge: ['br9', '0'] })],
  ['a bridge without an MTU', facts({ bridge: ['br9'] })],
  ['a bridge with a name of JavaScript and more', facts({ bridge: ['__proto__', '1500', 'x'] })],
  [
    'a disk whose size is no number',
    facts({ disk: ['/dev/disk/by-id/wwn-0x5000c500a1b2c3d4', 'x', 'blank'] }),
  ],
  ['a disk outside of its folder', facts({ disk: ['/dev/disk/by-id/../../sda', '1', 'blank'] })],
  ['memory that is no number', facts({ memory: ['NaN'] })],
  ['memory without an end', facts({ memory: ['9'.repeat(400)] })],
  ['half a socket', facts({ cpu: ['0.5', '1', '1'] })],
  ['a clock that is no number', facts({ clock: ['now'] })],
  ['a machine-id that is none', facts({ machine: ['${file("x")}', ''] })],
  ['an architecture of two lines', facts({ architecture: ['x86_64\u2028x'] })],
  ['a fact twice', `${facts()}${facts()}`],
  [
    '5,000 disks',
    Array.from(
      { length: 5000 },
      (_, i) => `FACT\tdisk\t/dev/disk/by-id/wwn-0x5${i}\t1\tblank\n`,
    ).join('') + facts(),
  ],
  ['nothing at all', ''],
  ['no facts', facts({ cpu: null })],
  ['bytes that are no text', '\u0000\ufffd'.repeat(1000)],
])(
  'check: %s is the failure of its host, in one sentence, and the others are recorded',
  async (_, answer) => {
    fleet.says(SECOND, 'check', answer);
    const { exitCode, stdout, stderr } = await quantumKvm(...CHECK);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/hosts\.lock\.json (was written|is unchanged)/);
    expect(stdout + stderr).not.toMatch(/ZodError|invalid_|"code"|undefined|at .*\.ts/);
    const failures = stdout.slice(stdout.indexOf('Failures')).split('\n\n')[1]?.split('\n') ?? [];
    expect(failures.filter((line) => line.startsWith(SECOND))).toHaveLength(1);
    expect(Math.max(...failures.map(({ length }) => length))).toBeLessThan(600);
    expect(Object.keys(fleet.lock.hosts)).toEqual([FIRST, THIRD]);
  },
);
