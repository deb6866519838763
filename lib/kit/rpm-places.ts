import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileDigest } from '../node/file/file-digest';
import { FetchRequest, Fetched } from './package-fetch';

/** Where a package manager of RPM works as if nothing were installed. */
export interface RpmPlaces {
  readonly root: string;
  /** Of .repo files. */
  readonly repositories: string;
  readonly cache: string;
  /** Packages. */
  readonly files: string;
}

/**
 * Makes the places anew in the partial folder: of packages that an earlier run left, nobody says which are
 * still needed.
 */
export function rpmPlaces({ folder, sources }: FetchRequest): RpmPlaces {
  const place = (name: string) => {
    const path = join(folder.partial, name);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    return path;
  };
  const repositories = place('repositories');
  if (sources !== undefined) writeFileSync(join(repositories, 'kit.repo'), sources);
  return { root: place('root'), repositories, cache: place('cache'), files: place('files') };
}

/** Gathers the packages that stand somewhere below a folder. */
export function gathered(below: string, files: string): Fetched {
  const found = readdirSync(below, { recursive: true, encoding: 'utf8' });
  const packages = found.filter((path) => path.endsWith('.rpm'));
  for (const path of packages) renameSync(join(below, path), join(files, basename(path)));
  const names = readdirSync(files);
  if (names.length === 0) return { fault: 'the package manager has fetched nothing' };
  return {
    files: names.map((name) => ({ name, sha256: fileDigest(join(files, name)) })),
    from: files,
  };
}
