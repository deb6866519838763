import fs from 'node:fs';
import { isPrivateGroup } from '../../../lib/node/file/private-group';

/** As whom this runs, and what the system knows of users and groups. */
function system(ids: { uid: number; gid: number }, passwd: string, group: string): void {
  jest.spyOn(process, 'geteuid').mockReturnValue(ids.uid);
  jest.spyOn(process, 'getegid').mockReturnValue(ids.gid);
  const texts = new Map([
    ['/etc/passwd', passwd],
    ['/etc/group', group],
  ]);
  jest.spyOn(fs, 'readFileSync').mockImplementation((file) => {
    const text = texts.get(String(file));
    if (text === undefined) throw new Error(`${String(file)} is not asked for`);
    return text;
  });
}
afterEach(() => jest.restoreAllMocks());

const ROOT = 'root:x:0:0::/root:/bin/sh\n';
const ANNA = 'anna:x:1000:1000::/home/anna:/bin/sh\n';
const BEN = 'ben:x:1001:1000::/home/ben:/bin/sh\n';
const OWN = { uid: 1000, gid: 1000 };

test.each<[string, boolean, { uid: number; gid: number }, string, string]>([
  ['of one user alone', true, OWN, ROOT + ANNA, 'root:x:0:\nanna:x:1000:\n'],
  ['that lists that user as well', true, OWN, ROOT + ANNA, 'anna:x:1000:anna\n'],
  ['with a further member', false, OWN, ROOT + ANNA, 'anna:x:1000:anna,carl\n'],
  ['that is the first one of another user', false, OWN, ANNA + BEN, 'anna:x:1000:\n'],
  ['that this system does not list', false, OWN, ROOT + ANNA, 'root:x:0:\n'],
  ['of a user that this system does not list', false, OWN, ROOT, 'anna:x:1000:\n'],
  ['of root', false, { uid: 0, gid: 0 }, ROOT, 'root:x:0:\n'],
])('a group %s is private: %s', (_, isPrivate, ids, passwd, group) => {
  system(ids, passwd, group);
  expect(isPrivateGroup(ids.gid)).toBe(isPrivate);
});

test("another group than the user's own is none", () => {
  system(OWN, ANNA, 'anna:x:1000:\nstaff:x:50:\n');
  expect(isPrivateGroup(50)).toBe(false);
});
