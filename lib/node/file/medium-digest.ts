import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './atomic-file';
import { fileDigest } from './file-digest';
import { Project } from '../project';

const KNOWN = z.strictObject({ stamp: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * SHA-256 of an installation ISO. An ISO has gigabytes, so the digest of the last one is kept beside the state, and
 * holds while the kernel says that the file is the same and was not changed.
 *
 * @throws Error when it cannot be read, or changes meanwhile
 */
export function mediumDigest(file: string, { mediumDigestFile }: Project): string {
  const stamp = stampOf(file);
  const known = knownDigest(mediumDigestFile);
  if (known?.stamp === stamp) return known.sha256;
  const sha256 = fileDigest(file);
  if (stampOf(file) !== stamp) throw new Error('it was changed while it was read');
  mkdirSync(dirname(mediumDigestFile), { recursive: true, mode: 0o700 });
  writeAtomically(mediumDigestFile, JSON.stringify({ stamp, sha256 }), 0o600);
  return sha256;
}

/** Which file it is, and since when: who may write to it cannot set the time of its last change (ctime). */
function stampOf(file: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

function knownDigest(file: string): z.infer<typeof KNOWN> | undefined {
  try {
    return KNOWN.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
