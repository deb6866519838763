import { quantumKvm } from '../../cli/terminal';
import { CHECK, FIRST, HostileFleet, SECOND, THIRD } from '../hostile-fleet';
import { facts } from '../programs/host-shell';

const FORGED = facts({
  machine: ['0123456789abcdef0123456789abcdef', '01234567-89ab-cdef-0123-456789abcdef'],
});

let fleet: HostileFleet;
beforeEach(async () => {
  fleet = await HostileFleet.make();
  fleet.says(FIRST, 'check', FORGED);
  fleet.says(SECOND, 'check', FORGED);
});
afterEach(() => fleet.remove());

/** Verdicts of the check of each host. */
async function verdicts(): Promise<string[]> {
  const { stdout } = await quantumKvm(...CHECK, '--json');
  return JSON.parse(stdout).hosts.map(({ verdict }: { verdict: string }) => verdict);
}

test('a newcomer with the machine-id of a known host fails alone, and is not recorded', async () => {
  fleet.records([FIRST, THIRD]);
  expect(await verdicts()).toEqual(['pass', 'fail', 'pass']);
  expect(Object.keys(fleet.lock.hosts)).toEqual([FIRST, THIRD]);
});

test('of two newcomers with one machine-id none is believed, and the others are recorded', async () => {
  expect(await verdicts()).toEqual(['fail', 'fail', 'pass']);
  expect(await verdicts()).toEqual(['fail', 'fail', 'pass']);
  expect(Object.keys(fleet.lock.hosts)).toEqual([THIRD]);
});

test('a known host that begins to use the machine-id of another fails nobody', async () => {
  fleet.records();
  expect(await verdicts()).toEqual(['warn', 'warn', 'pass']);
});
