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

export function isInstalled(provider: InstalledProvider): boolean {
  return existsSync(programFile(provider));
}

/** What Terraform starts. */
export function programFile({ folder, ...provider }: InstalledProvider): string {
  return join(folder, programName(provider));
}

export function programName({
  type,
  version,
}: Pick<InstalledProvider, 'type' | 'version'>): string {
  return `terraform-provider-${type}_v${version}`;
}

/** In Go's words, as Terraform has it. */
export function platform(): string {
  return `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

/** Where this package stands. The compiled code stands one folder deeper than its source. */
export function packageFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
