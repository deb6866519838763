import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Difference, FactId } from '../../../fleet/status/difference';
import { HostStatus } from '../../../fleet/status/host-status';
import { firstSeen } from '../../../fleet/status/first-seen';

const ADDRESS = '192.168.12.34';
const QUOTA: Difference = { id: 'vm.cpu.quota', expected: 80000, actual: 30000 };
const OFF: Difference = { id: 'vm.state', expected: 'running', actual: 'off' };
const MEMORY: Difference<FactId> = { id: 'fact.memory', expected: 251, actual: 125 };
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seen-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'state', 'differences.json');
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const iso = (minute: number) => at(minute).toISOString();

function seen(minute: number, found: Partial<HostStatus>) {
  const host = { address: ADDRESS, machineName: 'vm054', differences: [], facts: [], ...found };
  return firstSeen([host], file(), at(minute))[0];
}

test('a difference keeps the time at which it was first seen', () => {
  seen(1, { differences: [QUOTA] });
  expect(seen(2, { differences: [OFF, QUOTA] })).toMatchObject({
    differences: [
      { ...OFF, since: iso(2) },
      { ...QUOTA, since: iso(1) },
    ],
  });
});

test('one that went and came again is new', () => {
  seen(1, { differences: [QUOTA] });
  seen(2, {});
  expect(seen(3, { differences: [QUOTA] })?.differences).toEqual([{ ...QUOTA, since: iso(3) }]);
});

test('a host that does not answer keeps what was known of it, and is silent since the first time', () => {
  seen(1, { differences: [QUOTA] });
  seen(2, { fault: 'connection refused' });
  expect(seen(3, { fault: 'no route to the host' })).toMatchObject({
    silentSince: iso(2),
  });
  expect(seen(4, { differences: [QUOTA] })).toEqual(
    expect.objectContaining({ differences: [{ ...QUOTA, since: iso(1) }] }),
  );
});

test('facts count too, and hosts that are not asked are kept', () => {
  seen(1, { facts: [MEMORY] });
  firstSeen([], file(), at(2));
  expect(seen(3, { facts: [MEMORY] })?.facts).toEqual([{ ...MEMORY, since: iso(1) }]);
});

test('where nothing was ever found nothing is written', () => {
  seen(1, {});
  expect(existsSync(file())).toBe(false);
});
