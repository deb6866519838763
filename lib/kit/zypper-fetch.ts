import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FetchRequest, PackageFetch } from './package-fetch';
import { RpmPlaces, gathered, rpmPlaces } from './rpm-places';

/** zypper with a root of its own, in which there is nothing but the keys of the repositories. */
export const zypperFetch: PackageFetch = {
  programs: ['zypper', 'rpm', 'rpmkeys'],
  cure: 'install zypper and rpm, or run this on SUSE',
  needsRoot: false,
  sourcesFile: 'a .repo file of zypper',
  fetch: async (request) => {
    const { system, sources, onStep, run } = request;
    const places = rpmPlaces(request);
    const { root, repositories, cache, files } = places;
    const fault = await importKeys(request, places);
    if (fault !== undefined) return { fault };
    const options = [
      ...['--non-interactive', '--root', root, '--pkg-cache-dir', cache],
      ...['--reposd-dir', sources === undefined ? OWN_REPOSITORIES : repositories],
      ...(system.version === '' ? [] : ['--releasever', system.version]),
    ];
    const zypper = (...args: readonly string[]) => run('zypper', [...options, ...args], files);
    onStep('reads the package lists');
    // It would go on without a repository that it cannot read.
    const refreshed = await zypper('refresh');
    if (refreshed.fault !== undefined) return refreshed;
    onStep(`fetches ${system.packages.join(' ')} and what they need`);
    const ended = await zypper(...INSTALL, ...system.packages);
    return ended.fault === undefined ? gathered(cache, files) : ended;
  },
};

const OWN_REPOSITORIES = '/etc/zypp/repos.d';
const INSTALL = ['install', '--download-only', '--no-recommends', '--auto-agree-with-licenses'];

/** zypper asks about each key that it does not know: those of the sources, or that this machine trusts, are known. */
async function importKeys(
  { sources, run }: FetchRequest,
  { root, files }: RpmPlaces,
): Promise<string | undefined> {
  const keys = sources === undefined ? await ownKeys({ run }, root, files) : keysIn(sources);
  if (!Array.isArray(keys)) return keys.fault;
  for (const key of keys) {
    const { fault } = await run('rpmkeys', ['--root', root, '--import', key], files);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Addresses and paths after `gpgkey=`; of several, the further ones may stand in lines that begin with blanks. */
function keysIn(sources: string): string[] {
  return [...sources.matchAll(/^gpgkey[ \t]*=(.*(?:\n[ \t]+.*)*)/gm)].flatMap(([, value = '']) =>
    value
      .split(/[\s,]+/)
      .filter((key) => key !== '')
      .map((key) => key.replace(/^file:\/\//, '')),
  );
}

async function ownKeys(
  { run }: Pick<FetchRequest, 'run'>,
  root: string,
  files: string,
): Promise<string[] | { fault: string }> {
  const { output, fault } = await run(
    'rpm',
    ['-qa', 'gpg-pubkey', '--qf', '%{DESCRIPTION}\n'],
    files,
  );
  if (fault !== undefined) return { fault };
  const armored = output.match(/^-----BEGIN PGP[^]*?^-----END PGP.*$/gm) ?? [];
  return armored.map((text, number) => {
    const file = join(root, `key-${number}.asc`);
    writeFileSync(file, `${text}\n`);
    return file;
  });
}
