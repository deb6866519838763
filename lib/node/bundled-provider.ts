import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A provider that this project serves itself. */
interface BundledProvider {
  readonly type: 'libvirt' | 'null';
  /** No public registry answers for this host name. */
  readonly source: string;
  readonly version: string;
}

export interface InstalledProvider extends BundledProvider {
  /** Folder that Terraform finds the unpacked provider in. */
  readonly folder: string;
}

const VERSION = packageVersion();

export const BUNDLED_PROVIDERS: readonly BundledProvider[] = (['libvirt', 'null'] as const).map(
  (type) => ({ type, source: `terraform.local/quantum-kvm/${type}`, version: VERSION }),
);

/** Where `npm run build` puts the providers; whether they are there is {@link isInstalled}. */
export function installedProviders(): InstalledProvider[] {
  const plugins = join(homedir(), '.terraform.d', 'plugins');
  return BUNDLED_PROVIDERS.map((provider) => ({
    ...provider,
    folder: join(plugins, provider.source, provider.version, platform()),
  }));
}

export function isInstalled({ folder, type, version }: InstalledProvider): boolean {
  return existsSync(join(folder, `terraform-provider-${type}_v${version}`));
}

/** In Go's words, as Terraform has it. */
function platform(): string {
  return `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

/** The compiled code stands one folder deeper than its source. */
function packageVersion(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
