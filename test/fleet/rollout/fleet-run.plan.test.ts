import { existsSync } from 'node:fs';
import { FleetRun, PlannedHost, readyHosts } from '../../../fleet/rollout/fleet-run';
import { diagnostic, ONLINE, prints } from '../support/fake-terraform';
import { TestFleet } from '../support/test-fleet';

let fleet: TestFleet;
afterEach(() => fleet.remove());

/** A run over this many hosts, so many at a time. */
async function runOver(hosts: number, parallel = hosts): Promise<FleetRun> {
  fleet = TestFleet.of(hosts);
  return new FleetRun(fleet.targets, fleet.context(), parallel);
}

const outcomes = (run: FleetRun, hosts: readonly PlannedHost[]) =>
  hosts.map((host) => run.resultOf(host).outcome);

/** The most hosts that were in the middle of something at once. */
function mostAtOnce(): number {
  const busy = new Set<string>();
  const counts = fleet.events.map(({ kind, address }) => {
    if (kind === 'result') busy.delete(address);
    else busy.add(address);
    return busy.size;
  });
  return Math.max(...counts);
}

test.each([1, 2, 4])('as many hosts are planned at a time as is said: %i', async (parallel) => {
  const run = await runOver(4, parallel);
  await run.plan(() => ({}));
  expect(mostAtOnce()).toBe(parallel);
});

test('every host is planned by its own choice, results in the order of the hosts', async () => {
  const run = await runOver(3);
  fleet.terraform.finds([ONLINE], 'host-127-0-12-2');
  const hosts = await run.plan(({ address }) => ({ targets: [`a.of-${address}`] }));
  expect(outcomes(run, hosts)).toEqual(['no changes', 'planned', 'no changes']);
  expect(hosts.map(({ target }) => target)).toEqual(fleet.targets);
  const targets = fleet.terraform.calls('plan').map((call) => call.split('-target=')[1]);
  expect(targets.sort()).toEqual(['a.of-127.0.12.1', 'a.of-127.0.12.2', 'a.of-127.0.12.3']);
});

test('a host that fails leaves the others as they are', async () => {
  const run = await runOver(3, 1);
  const error = prints(diagnostic('error', 'refused'));
  fleet.terraform.does('plan', `${error}; exit 1`, 'host-127-0-12-1');
  const hosts = await run.plan(() => ({}));
  expect(outcomes(run, hosts)).toEqual(['failed', 'no changes', 'no changes']);
});

test('a failed host is told with its cause and its log', async () => {
  const run = await runOver(1);
  fleet.terraform.does('plan', `${prints(diagnostic('error', 'refused'))}; exit 1`);
  const [host] = await run.plan(() => ({}));
  const result = run.resultOf(host!);
  expect(result).toMatchObject({ outcome: 'failed', cause: 'refused', machineName: 'vm021' });
  expect(existsSync(result.logFile!)).toBe(true);
});

test('a host that Terraform never ran for has no log', async () => {
  const run = await runOver(1);
  fleet.deployed();
  fleet.shutDown();
  const [host] = await run.plan(() => ({}));
  expect(run.resultOf(host!)).toMatchObject({ outcome: 'failed', logFile: undefined });
});

test('each result is told as soon as it is there', async () => {
  const run = await runOver(2, 1);
  fleet.terraform.finds([ONLINE], 'host-127-0-12-1');
  await run.plan(() => ({}));
  expect(fleet.course()).toEqual([
    'connect 127.0.12.1',
    'init 127.0.12.1',
    'plan 127.0.12.1',
    'planned 127.0.12.1',
    'connect 127.0.12.2',
    'init 127.0.12.2',
    'plan 127.0.12.2',
    'no changes 127.0.12.2',
  ]);
});

test('hosts that were not begun before an interruption have no plan', async () => {
  const run = await runOver(3, 1);
  fleet.terraform.does('plan', 'hold');
  const planned = run.plan(() => ({}));
  fleet.interruption.interrupt();
  fleet.terraform.release();
  expect(outcomes(run, await planned)).toEqual(['no changes', 'not started', 'not started']);
});

test('only hosts with changes are ready to be applied', async () => {
  const run = await runOver(3);
  fleet.terraform.finds([ONLINE], 'host-127-0-12-2');
  fleet.terraform.does('plan', 'exit 1', 'host-127-0-12-3');
  const ready = readyHosts(await run.plan(() => ({})));
  expect(ready.map(({ target }) => target.address)).toEqual(['127.0.12.2']);
});

test('at the end no plan is left beside a stack', async () => {
  const run = await runOver(2);
  fleet.terraform.finds([ONLINE]);
  const files = readyHosts(await run.plan(() => ({}))).map(({ file }) => file);
  expect(files.map((file) => existsSync(file))).toEqual([true, true]);
  run.end();
  expect(files.map((file) => existsSync(file))).toEqual([false, false]);
});
