import { createHash } from 'node:crypto';
import { InstalledProvider, programName } from './bundled-provider';

/**
 * The text of a `.terraform.lock.hcl` that pins these providers to the program that this package was built with.
 * With it in place Terraform asks no registry for hashes and refuses any other binary of that name.
 *
 * @param digest SHA-256 of the program, in hexadecimal
 */
export function providerLock(
  providers: readonly Pick<InstalledProvider, 'source' | 'version' | 'type'>[],
  digest: string,
): string {
  return [...providers]
    .sort((a, b) => (a.source < b.source ? -1 : 1))
    .map((provider) =>
      [
        `provider "${provider.source}" {`,
        `  version     = "${provider.version}"`,
        `  constraints = "${provider.version}"`,
        `  hashes = [`,
        `    "${folderHash(programName(provider), digest)}",`,
        `  ]`,
        `}`,
        ``,
      ].join('\n'),
    )
    .join('\n');
}

/**
 * Go's `h1` hash of a folder that holds this one file: SHA-256 over one line per file. Source:
 * golang.org/x/mod/sumdb/dirhash.
 */
export function folderHash(name: string, digest: string): string {
  return `h1:${createHash('sha256').update(`${digest}  ${name}\n`).digest('base64')}`;
}
