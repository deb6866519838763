import { existsSync, readFileSync } from 'node:fs';

/** Folder of the state files, below the current folder. */
export const STATE_FOLDER = 'state';

/** How many resources a state file holds; one that cannot be read holds something. */
export function resourcesIn(stateFile: string): number {
  if (!existsSync(stateFile)) return 0;
  try {
    const { resources = [] } = JSON.parse(readFileSync(stateFile, 'utf8')) as {
      resources?: readonly { mode: string }[];
    };
    return resources.filter(({ mode }) => mode === 'managed').length;
  } catch {
    return 1;
  }
}
