import { createHash } from 'node:crypto';
import { BundledProvider, programName } from './bundled-provider';

/** Beside a stack: what it pins is started, and nothing else of these names. */
export const LOCK_FILE = '.terraform.lock.hcl';

/**
 * The text of a `.terraform.lock.hcl` that pins these providers to the program that this package was built with.
 * With it in place Terraform asks no registry for hashes and refuses any other binary of that name.
 *
 * @param digests SHA-256 of the program, in hexadecimal, one for each platform
 */
export function providerLock(
  providers: readonly BundledProvider[],
  digests: readonly string[],
): string {
  return [...providers]
    .sort((a, b) => (a.source < b.source ? -1 : 1))
    .map((provider) =>
      [
        `provider "${provider.source}" {`,
        `  version     = "${provider.version}"`,
        `  constraints = "${provider.version}"`,
        `  hashes = [`,
        ...digests.map((digest) => `    "${folderHash(programName(provider), digest)}",`).sort(),
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
