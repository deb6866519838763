import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SilentGuests } from '../../../../fleet/rollout/restart/silent-guests';

const [FIRST, SECOND] = ['192.168.12.34', '192.168.12.35'] as const;
const SINCE = '2026-01-01T00:00:00.000Z';
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'silent-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'state', 'silent-guests.json');
/** As each run of the program finds them. */
const guests = () => new SilentGuests(file());

test('a guest is noted from one run to the next, until it answers', () => {
  expect(guests().find(FIRST)).toBeUndefined();
  guests().add(FIRST, undefined, new Date(SINCE));
  guests().add(SECOND, 'no agent', new Date(SINCE));
  expect(guests().find(FIRST)).toEqual({ since: SINCE });
  guests().remove(FIRST);
  expect(guests().find(FIRST)).toBeUndefined();
  expect(guests().find(SECOND)).toEqual({ since: SINCE, silence: 'no agent' });
});

test('a second restart does not make it newer', () => {
  guests().add(FIRST, undefined, new Date(SINCE));
  guests().add(FIRST, undefined, new Date(Date.parse(SINCE) + 1));
  expect(guests().find(FIRST)?.since).toBe(SINCE);
});

test('a damaged file is not taken for an empty one', () => {
  guests().add(FIRST, undefined);
  writeFileSync(file(), '{');
  expect(() => guests().find(FIRST)).toThrow(/silent-guests\.json cannot be read: .*; remove it/);
});
