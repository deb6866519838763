import { PlannedChange } from '../../../fleet/review/planned-change';
import { FleetEvent, HostResult } from '../../../fleet/rollout/fleet-event';
import { FleetRun } from '../../../fleet/rollout/fleet-run';
import { diagnostic, prints } from '../support/fake-terraform';
import { TestFleet } from '../support/test-fleet';
import { until } from '../support/until';

const MEMORY: PlannedChange = { text: 'memory', consequence: 'restart' };
const AUTOSTART: PlannedChange = { text: 'autostart', consequence: 'online' };

let fleet: TestFleet;
afterEach(() => fleet.remove());

/** Hosts of which each has something to apply. */
async function planned(hosts: number, parallel = hosts, changes: PlannedChange[] = [AUTOSTART]) {
  fleet = TestFleet.of(hosts);
  const run = new FleetRun(fleet.targets, fleet.context(), parallel);
  const ready = fleet.targets.map((target) => fleet.planned(target, ...changes));
  return { run, ready };
}

const told = (results: readonly HostResult[]) =>
  results.map(({ address, outcome }) => `${address} ${outcome}`);

/** Until such an event was told. */
const first = (isIt: (event: FleetEvent) => boolean) => until(() => fleet.events.some(isIt));

const applied = () => fleet.terraform.calls('apply').map((call) => call.split(' ')[0]);

test('every host is applied by its own plan', async () => {
  const { run, ready } = await planned(2);
  expect(told(await run.apply(ready))).toEqual(['127.0.12.1 done', '127.0.12.2 done']);
  const files = fleet.terraform.calls('apply').map((call) => call.split(' ').at(-1));
  expect(files.sort()).toEqual(ready.map(({ file }) => file).sort());
});

test('a result counts the changes, and the time of plan and apply', async () => {
  const { run, ready } = await planned(1, 1, [AUTOSTART, MEMORY]);
  const [result] = await run.apply([{ ...ready[0]!, seconds: 100 }]);
  expect(result).toMatchObject({ machineName: 'vm021', outcome: 'done', changes: 2 });
  expect(result!.seconds).toBeGreaterThan(100);
  expect(result!.seconds).toBeLessThan(110);
});

test('a host that fails leaves the others, and is told with cause and log', async () => {
  const { run, ready } = await planned(3, 1);
  const error = prints(diagnostic('error', 'the disk is full'));
  fleet.terraform.does('apply', `${error}; exit 1`, 'host-127-0-12-1');
  const results = await run.apply(ready);
  expect(told(results)).toEqual(['127.0.12.1 failed', '127.0.12.2 done', '127.0.12.3 done']);
  expect(results[0]).toMatchObject({
    cause: 'the disk is full',
    logFile: expect.stringMatching(/host-127-0-12-1\.log$/),
  });
});

test('results are in the order of the hosts, whichever ends first', async () => {
  const { run, ready } = await planned(2);
  fleet.terraform.does('apply', 'hold', 'host-127-0-12-1');
  const results = run.apply(ready);
  await first(({ kind, address }) => kind === 'result' && address === '127.0.12.2');
  fleet.terraform.release();
  expect(told(await results)).toEqual(['127.0.12.1 done', '127.0.12.2 done']);
});

test('after an interruption what runs ends complete, and nothing further begins', async () => {
  const { run, ready } = await planned(3, 1);
  fleet.terraform.does('apply', "trap 'exit 1' INT; echo begun; hold");
  const results = run.apply(ready);
  await first(({ kind }) => kind === 'terraform');
  fleet.interruption.interrupt();
  fleet.terraform.release();
  expect(told(await results)).toEqual([
    '127.0.12.1 done',
    '127.0.12.2 not started',
    '127.0.12.3 not started',
  ]);
  expect(applied()).toEqual(['host-127-0-12-1']);
});

test('what is not started has its changes left to do, and no cause but the operator', async () => {
  const { run, ready } = await planned(1);
  fleet.interruption.interrupt();
  expect(await run.apply(ready)).toEqual([
    {
      address: '127.0.12.1',
      machineName: 'vm021',
      outcome: 'not started',
      changes: 1,
      seconds: 0,
    },
  ]);
});

test('without rolling, restarts go like all other changes, and nobody waits for a guest', async () => {
  const { run, ready } = await planned(2, 2, [MEMORY]);
  fleet.silentGuests.add('127.0.12.1', undefined);
  await run.apply(ready);
  expect(fleet.course().filter((step) => step.startsWith('wait'))).toEqual([]);
  expect(fleet.silentGuests.find('127.0.12.1')).toBeUndefined();
});

test('a failed restart leaves its guest noted as silent', async () => {
  const { run, ready } = await planned(1, 1, [MEMORY]);
  fleet.silentGuests.add('127.0.12.1', undefined);
  fleet.terraform.does('apply', 'exit 1');
  await run.apply(ready);
  expect(fleet.silentGuests.find('127.0.12.1')).toBeDefined();
});
