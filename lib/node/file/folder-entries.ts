import { readdirSync, statSync } from 'node:fs';

/** The names in a folder; none where it is not there. @throws when it cannot be looked into: what it holds is not known */
export function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** Whether there is something at a path. @throws when that cannot be known */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isAbsence(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ENOTDIR'].includes(code);
}
