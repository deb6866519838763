import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostStatus } from '../../../fleet/status/host-status';
import { firstSeen } from '../../../fleet/status/first-seen';

const ADDRESS = '192.168.12.34';
const QUOTA = 'CPU quota 30000 instead of 80000 µs per vCPU';
const OFF = 'the VM is shut off';
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seen-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'state', 'differences.json');
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const iso = (minute: number) => at(minute).toISOString();

function seen(minute: number, found: Partial<HostStatus>) {
  const host = { address: ADDRESS, machineName: 'vm054', differences: [], facts: [], ...found };
  return firstSeen([host], file(), at(minute))[ADDRESS];
}

test('a difference keeps the time at which it was first seen', () => {
  seen(1, { differences: [QUOTA] });
  expect(seen(2, { differences: [OFF, QUOTA] })).toEqual({ [QUOTA]: iso(1), [OFF]: iso(2) });
});

test('one that went and came again is new', () => {
  seen(1, { differences: [QUOTA] });
  seen(2, {});
  expect(seen(3, { differences: [QUOTA] })).toEqual({ [QUOTA]: iso(3) });
});

test('a host that does not answer keeps what was known of it, and is silent since the first time', () => {
  seen(1, { differences: [QUOTA] });
  seen(2, { fault: 'connection refused' });
  expect(seen(3, { fault: 'no route to the host' })).toMatchObject({ 'no answer': iso(2) });
  expect(seen(4, { differences: [QUOTA] })).toEqual({ [QUOTA]: iso(1) });
});

test('facts count too, and hosts that are not asked are kept', () => {
  seen(1, { facts: ['memory 251 → 125 GiB'] });
  firstSeen([], file(), at(2));
  expect(seen(3, { facts: ['memory 251 → 125 GiB'] })).toEqual({ 'memory 251 → 125 GiB': iso(1) });
});

test('where nothing was ever found nothing is written', () => {
  seen(1, {});
  expect(existsSync(file())).toBe(false);
});
