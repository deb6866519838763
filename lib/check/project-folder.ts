import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CheckRecord, pass, warn } from '../host-scripts/check-record';
import { packageFolder } from '../node/provider/providers-folder';
import { Project } from '../node/project';
import { pathDistrust } from '../node/file/trusted-path';

const ID = 'deployment.folder';

/** Whoever can write what is read here, the program itself included, decides what is done on every host. */
export function checkProjectFolder(project: Project): CheckRecord[] {
  const warnings = folderWarnings([
    project.configFile,
    project.factsFile,
    project.logFolder,
    packageFolder(),
    ...stateFiles(project),
  ]);
  return warnings.length > 0 ? warnings : [pass(ID, project.folder)];
}

/** One for each file or folder, on the way to one of these places, that others can write. */
export function folderWarnings(places: readonly string[]): CheckRecord[] {
  const found = places
    .filter((place) => existsSync(place))
    .flatMap((place) => pathDistrust(place) ?? []);
  return [...new Map(found.map((distrust) => [distrust.reason, distrust])).values()].map(
    ({ reason, cure }) =>
      warn(ID, `${reason}. Who can write there decides what is done on the hosts`, cure),
  );
}

/** With the notes that runs leave among them. */
function stateFiles({ stateFolder }: Project): string[] {
  if (!existsSync(stateFolder)) return [];
  return [stateFolder, ...readdirSync(stateFolder).map((name) => join(stateFolder, name))];
}
