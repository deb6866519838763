import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { withFile } from './file-fault';
import { PRIVATE_FILE } from './private-file';

/**
 * Writes a file unless it holds that already. A fleet has tens of thousands of synthesized files, nearly all
 * as they were the last time, and writing costs many times what reading does.
 */
export function writeChanged(file: string, content: string | Buffer): void {
  const bytes = Buffer.from(content);
  if (bytesOf(file)?.equals(bytes)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  withFile(file, () => writeFileSync(file, bytes, { mode: PRIVATE_FILE }));
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
