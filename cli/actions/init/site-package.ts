import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { VERSION } from '../../../lib/node/provider/bundled-provider';
import { packageFolder } from '../../../lib/node/provider/providers-folder';

const NAME = 'quantum-kvm';

/** What a site imports or runs, beside quantum-kvm itself. */
const NEEDED = ['cdktf', 'cdktf-cli', 'constructs', 'tsx'] as const;
/** What its author works with. */
const HELPFUL = ['@types/node', 'typescript'] as const;

/** Versions by package. */
type Versions = Readonly<Record<string, string>>;

/** What npm has written cannot be read. */
export class BadManifest extends Error {}

interface Manifest {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
}

/**
 * The `package.json` of a site, with the exact versions that this package was made with.
 *
 * @param folder of the site; what npm has written there is kept
 */
export function sitePackage(folder: string): string {
  const before = manifestIn(folder);
  const document = {
    name: basename(resolve(folder))
      .toLowerCase()
      .replace(/[^a-z0-9._-]|^[._]+/g, '-'),
    private: true,
    scripts: { types: 'tsc' },
    ...before,
    dependencies: { ...pick(NEEDED), [NAME]: sourceFor(folder), ...before.dependencies },
    devDependencies: { ...pick(HELPFUL), ...before.devDependencies },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function pick(names: readonly string[]): Versions {
  const { dependencies, devDependencies } = manifestIn(packageFolder());
  const versions: Versions = { ...devDependencies, ...dependencies };
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? '']));
}

/** The file that this package was installed from, else its version. */
function sourceFor(folder: string): string {
  const installed = dirname(dirname(packageFolder()));
  const source = manifestIn(installed).dependencies?.[NAME] ?? '';
  if (!source.startsWith('file:')) return VERSION;
  return `file:${relative(resolve(folder), join(installed, source.slice('file:'.length)))}`;
}

/** Empty where there is none. */
function manifestIn(folder: string): Manifest {
  const file = join(folder, 'package.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    throw new BadManifest(`${file} is no JSON; restore it, or remove it`);
  }
}
