import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KitFolder } from '../../lib/kit/kit-folder';
import { kitSystems } from '../../lib/kit/kit-system';
import { WatchedEnd } from '../../lib/kit/watched-command';
import { zypperFetch } from '../../lib/kit/zypper-fetch';
import { facts } from '../machine/sample';

const KEYS = ['one', 'two'].map(
  (key) => `-----BEGIN PGP PUBLIC KEY BLOCK-----\n${key}\n-----END PGP PUBLIC KEY BLOCK-----`,
);

let folder: KitFolder;
beforeEach(() => {
  folder = new KitFolder(mkdtempSync(join(tmpdir(), 'zypper-fetch-')));
});
afterEach(() => rmSync(folder.path, { recursive: true }));

test('on SUSE it takes the repositories of the machine, and trusts the keys that the machine trusts', async () => {
  const os = { id: 'sles', idLike: ['suse'], version: '15.5' };
  const [system] = kitSystems({ '192.168.12.34': { ...facts, os } }).systems;
  const imported: string[] = [];
  let zypper: readonly string[] = [];
  const run = async (
    program: string,
    args: readonly string[],
    cwd: string,
  ): Promise<WatchedEnd> => {
    if (program === 'rpm') return { output: `${KEYS.join('\n')}\n(none)\n` };
    if (program === 'rpmkeys') imported.push(readFileSync(args.at(-1)!, 'utf8').trimEnd());
    if (program === 'zypper') {
      zypper = args;
      writeFileSync(join(cwd, 'a-1.rpm'), '');
    }
    return { output: '' };
  };
  const fetched = await zypperFetch.fetch({ system: system!, folder, run, onStep: () => {} });
  expect(fetched).toMatchObject({ files: [{ name: 'a-1.rpm' }] });
  expect(imported).toEqual(KEYS);
  expect(zypper).toEqual(expect.arrayContaining(['--reposd-dir', '/etc/zypp/repos.d']));
});
