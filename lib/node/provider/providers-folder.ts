import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where this package stands. The compiled code stands one folder deeper than its source. */
export function packageFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Holds the provider's program for each platform that this package was built for, and the digest of each. */
export function providersFolder(): string {
  return join(packageFolder(), 'dist', 'provider');
}
