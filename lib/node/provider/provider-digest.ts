import { join } from 'node:path';
import { packageFolder, platform } from './bundled-provider';
import { Distrust, isDistrust, readTrusted } from '../file/trusted-path';

/** It is not known what the bundled provider must be, so nothing can pin it. */
export class UnknownProvider extends Error {
  constructor({ reason, cure }: Distrust) {
    super(`${reason}; ${cure}`);
  }
}

const LIMIT_BYTES = 1024;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * The SHA-256, in hexadecimal, that the bundled provider's program has, whichever type it serves. The build
 * records it among the compiled code of this package: whoever could change it could change this program as well.
 */
export function recordedDigest(): string | Distrust {
  const file = join(packageFolder(), 'dist', 'provider', `${platform()}.sha256`);
  const content = readTrusted(file, LIMIT_BYTES);
  if (isDistrust(content)) {
    return { reason: `what the provider must be is not known: ${content.reason}`, cure: CURE };
  }
  const digest = content.toString('utf8').trim();
  if (SHA256.test(digest)) return digest;
  return { reason: `${file} holds no SHA-256 of the provider`, cure: CURE };
}

const CURE = 'run "npm run build"';
