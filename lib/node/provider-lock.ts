import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InstalledProvider } from './bundled-provider';
import { fileDigest } from './file-digest';

/**
 * The text of a `.terraform.lock.hcl` that pins these providers. With it in place Terraform asks no
 * registry for hashes and refuses any other binary of that name.
 *
 * @throws when a provider is not installed
 */
export function providerLock(
  providers: readonly Pick<InstalledProvider, 'source' | 'version' | 'folder'>[],
): string {
  return [...providers]
    .sort((a, b) => (a.source < b.source ? -1 : 1))
    .map(({ source, version, folder }) =>
      [
        `provider "${source}" {`,
        `  version     = "${version}"`,
        `  constraints = "${version}"`,
        `  hashes = [`,
        `    "${directoryHash(folder)}",`,
        `  ]`,
        `}`,
        ``,
      ].join('\n'),
    )
    .join('\n');
}

/** Go's `h1` directory hash: SHA-256 over one line per file, sorted by name. Source: golang.org/x/mod/sumdb/dirhash. */
export function directoryHash(folder: string): string {
  const lines = readdirSync(folder)
    .sort()
    .map((name) => `${fileDigest(join(folder, name))}  ${name}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}
