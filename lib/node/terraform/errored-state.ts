import { join } from 'node:path';
import { isThere } from '../file/folder-entries';

/** What Terraform writes into the folder that it runs in, when it has applied something and cannot write the state. */
export function erroredStateFile(stackFolder: string): string {
  return join(stackFolder, 'errored.tfstate');
}

/** The first errored state in the folders of a stack; undefined: there is none. @throws when that cannot be known */
export function erroredStateIn(stackFolders: readonly string[]): string | undefined {
  return stackFolders.map(erroredStateFile).find(isThere);
}

/** The command that puts it back. */
export const RESTORE_STATE = 'restore-state';
