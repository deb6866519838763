import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, providersFolder } from './providers-folder';

/** A provider that this project serves itself. */
export interface BundledProvider {
  readonly type: 'libvirt' | 'null';
  /** No public registry answers for this host name. */
  readonly source: string;
  readonly version: string;
}

/** Of this package, and of its providers. */
export const VERSION = packageVersion();

/** One program serves them all; which one it is follows from the name that it is started under. */
export const BUNDLED_PROVIDERS: readonly BundledProvider[] = (['libvirt', 'null'] as const).map(
  (type) => ({ type, source: `terraform.local/quantum-kvm/${type}`, version: VERSION }),
);

/** What serves the providers on this machine. */
export function programFile(): string {
  return join(providersFolder(), platform(), 'terraform-provider-quantum-kvm');
}

/** How Terraform expects the program of a provider to be called. */
export function programName({ type, version }: Pick<BundledProvider, 'type' | 'version'>): string {
  return `terraform-provider-${type}_v${version}`;
}

/** In Go's words, as Terraform has it. */
export function platform(): string {
  return `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
