import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What Terraform writes into the folder that it runs in, when it has applied something and cannot write the state. */
export function erroredStateFile(stackFolder: string): string {
  return join(stackFolder, 'errored.tfstate');
}

/** The errored state in a stack's folder; undefined: there is none. */
export function erroredStateIn(stackFolder: string): string | undefined {
  const file = erroredStateFile(stackFolder);
  return existsSync(file) ? file : undefined;
}

/** The command that puts it back. */
export const RESTORE_STATE = 'restore-state';
