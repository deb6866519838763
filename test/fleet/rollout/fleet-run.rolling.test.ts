import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HostResult } from '../../../fleet/rollout/fleet-event';
import { FleetRun, ReadyHost } from '../../../fleet/rollout/fleet-run';
import { Rolling } from '../../../fleet/rollout/restart/guest-restart';
import { TestFleet } from '../support/test-fleet';
import { until } from '../support/until';

const MEMORY = { text: 'memory', consequence: 'restart' } as const;
const AUTOSTART = { text: 'autostart', consequence: 'online' } as const;
const SINCE = new Date('2026-01-02T03:04:05.678Z');

let fleet: TestFleet;
let run: FleetRun;
let ready: ReadyHost[];
beforeEach(async () => {
  fleet = TestFleet.of(4);
  run = new FleetRun(fleet.targets, fleet.context(), 2);
  const changes = [MEMORY, AUTOSTART, MEMORY, AUTOSTART];
  ready = fleet.targets.map((target, i) => fleet.planned(target, changes[i]!));
});
afterEach(() => fleet.remove());

/** Applies with restarts of one guest after the other; each is well unless the check says otherwise. */
function roll(changes: Partial<Rolling> = {}, hosts = ready): Promise<HostResult[]> {
  return run.apply(hosts, {
    parallel: 1,
    healthCheck: 'true',
    limitSeconds: 15,
    intervalSeconds: 0.02,
    project: fleet.project,
    guests: fleet.targets,
    ...changes,
  });
}

const told = (results: readonly HostResult[]) =>
  results.map(({ address, outcome }) => `${address} ${outcome}`);

/** How hosts came to what was done to them, without what is done once. */
const course = () => fleet.course().filter((step) => !step.startsWith('init'));

/** The same of the hosts whose guests restart. */
const restarts = () => course().filter((step) => /127\.0\.12\.[13]$/.test(step));

test('hosts whose guests restart come after all others', async () => {
  await roll();
  const steps = course().map((step) => step.split(' ').at(-1));
  expect(new Set(steps.slice(0, 4))).toEqual(new Set(['127.0.12.2', '127.0.12.4']));
  expect(new Set(steps.slice(4))).toEqual(new Set(['127.0.12.1', '127.0.12.3']));
});

test('they restart one at a time, each after the guest before it is well', async () => {
  await roll();
  expect(restarts()).toEqual([
    'apply 127.0.12.1',
    'wait for guest 127.0.12.1',
    'done 127.0.12.1',
    'apply 127.0.12.3',
    'wait for guest 127.0.12.3',
    'done 127.0.12.3',
  ]);
});

test('as many restart at a time as is allowed', async () => {
  fleet.terraform.does('apply', 'hold', 'host-127-0-12-1');
  const results = roll({ parallel: 2 });
  await until(() => restarts().includes('done 127.0.12.3'));
  fleet.terraform.release();
  expect(told(await results)).toContain('127.0.12.1 done');
});

test('results are in the order of the hosts all the same', async () => {
  expect(told(await roll())).toEqual([
    '127.0.12.1 done',
    '127.0.12.2 done',
    '127.0.12.3 done',
    '127.0.12.4 done',
  ]);
});

test('after a guest that does not get well no other is restarted, and the cause is told', async () => {
  const results = await roll({
    healthCheck: 'test $QUANTUM_KVM_HOST != 127.0.12.1',
    limitSeconds: 0.5,
  });
  expect(told(results)).toEqual([
    '127.0.12.1 failed',
    '127.0.12.2 done',
    '127.0.12.3 not started',
    '127.0.12.4 done',
  ]);
  expect(results[2]!.cause).toBe('no further guest is restarted after the failure of 127.0.12.1');
});

test('after an apply that fails no other guest is restarted', async () => {
  fleet.terraform.does('apply', 'exit 1', 'host-127-0-12-1');
  expect(told(await roll())[2]).toBe('127.0.12.3 not started');
  expect(restarts()).not.toContain('apply 127.0.12.3');
});

test('a change without restart that fails keeps no guest from its own', async () => {
  fleet.terraform.does('apply', 'exit 1', 'host-127-0-12-2');
  expect(told(await roll())).toEqual([
    '127.0.12.1 done',
    '127.0.12.2 failed',
    '127.0.12.3 done',
    '127.0.12.4 done',
  ]);
});

test('an interruption leaves the guests that were not begun as they are', async () => {
  fleet.terraform.does('apply', `touch '${fleet.folder}/begun'; hold`, 'host-127-0-12-1');
  const results = roll();
  await until(() => existsSync(join(fleet.folder, 'begun')));
  fleet.interruption.interrupt();
  fleet.terraform.release();
  expect(told(await results)).toEqual([
    '127.0.12.1 failed',
    '127.0.12.2 done',
    '127.0.12.3 not started',
    '127.0.12.4 done',
  ]);
});

describe('a guest that an earlier run restarted and left silent', () => {
  /** The guest of host 2, whose own change restarts nothing. */
  const leftSilent = () => fleet.silentGuests.add('127.0.12.2', undefined, SINCE);

  test('is asked before any other is restarted', async () => {
    leftSilent();
    expect(told(await roll())).toContain('127.0.12.1 done');
    const steps = course();
    expect(steps.indexOf('waited 127.0.12.2')).toBeLessThan(steps.indexOf('apply 127.0.12.1'));
    expect(steps).toContain('waited 127.0.12.2');
    expect(fleet.silentGuests.find('127.0.12.2')).toBeUndefined();
  });

  test('keeps all others from being restarted while it is not well', async () => {
    leftSilent();
    const results = await roll({ healthCheck: 'exit 1', limitSeconds: 0.3 });
    expect(told(results).filter((line) => line.endsWith('not started'))).toEqual([
      '127.0.12.1 not started',
      '127.0.12.3 not started',
    ]);
    expect(results[0]!.cause).toMatch(
      /^no guest is restarted while that of 127\.0\.12\.2, restarted at 2026-01-02T03:04:05\.678Z, is not known to be well: its guest did not answer within 0\.3 s; health check: /,
    );
    expect(restarts()).toEqual([]);
    expect(fleet.silentGuests.find('127.0.12.2')).toBeDefined();
  });

  test('is not asked where no guest restarts', async () => {
    leftSilent();
    const others = ready.filter(({ target }) => /[24]$/.test(target.address));
    await roll({ healthCheck: 'exit 1' }, others);
    expect(course()).not.toContain('wait for guest 127.0.12.2');
  });

  test('is the first to be restarted, where its own change does that', async () => {
    fleet.silentGuests.add('127.0.12.3', undefined, SINCE);
    await roll();
    expect(restarts().filter((step) => step.startsWith('apply'))).toEqual([
      'apply 127.0.12.3',
      'apply 127.0.12.1',
    ]);
  });
});
