import { join } from 'node:path';
import { platform } from './bundled-provider';
import { providersFolder } from './providers-folder';
import { Distrust, isDistrust, readTrusted } from '../file/trusted-path';
import { entriesOf } from '../file/folder-entries';

/** It is not known what the bundled provider must be, so nothing can pin it. */
export class UnknownProvider extends Error {
  constructor({ reason, cure }: Distrust) {
    super(`${reason}; ${cure}`);
  }
}

/** What puts a program there that is not, or is not as it was built. */
export const RESTORE_PROGRAM =
  'install the package again, or run "npm run build" where it is a checkout of the source';

const LIMIT_BYTES = 1024;
const SHA256 = /^[0-9a-f]{64}$/;
const SUFFIX = '.sha256';

/**
 * The SHA-256, in hexadecimal, that the bundled provider's program has on this machine, whichever type it serves. The
 * build records it among the compiled code of this package: whoever could change it could change this program as well.
 */
export function recordedDigest(): string | Distrust {
  const platforms = builtPlatforms();
  if (platforms.length > 0 && !platforms.includes(platform())) {
    return {
      reason: `this package holds the provider for ${platforms.join(' and ')}, and this machine is ${platform()}`,
      cure: 'use a deployment node of one of these',
    };
  }
  return digestFor(platform());
}

/** The same of all platforms that this package was built for. */
export function recordedDigests(): readonly string[] | Distrust {
  const own = recordedDigest();
  if (isDistrust(own)) return own;
  const digests = builtPlatforms().map(digestFor);
  return digests.find(isDistrust) ?? (digests as string[]);
}

function builtPlatforms(): string[] {
  return entriesOf(providersFolder())
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .sort();
}

function digestFor(name: string): string | Distrust {
  const file = join(providersFolder(), `${name}${SUFFIX}`);
  const content = readTrusted(file, LIMIT_BYTES);
  if (isDistrust(content)) {
    const reason = `what the provider must be is not known: ${content.reason}`;
    return { reason, cure: RESTORE_PROGRAM };
  }
  const digest = content.toString('utf8').trim();
  if (SHA256.test(digest)) return digest;
  return { reason: `${file} holds no SHA-256 of the provider`, cure: RESTORE_PROGRAM };
}
