import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Problem } from '../../lib/config/problem';
import { stackIdsOf } from '../../lib/machine/stack-id';
import { Project } from '../../lib/node/project';
import { resourceCount } from '../../lib/node/terraform/state-file';
import { pathDistrust } from '../../lib/node/file/trusted-path';

/** A state folder elsewhere, with the stacks in it that this project says to know nothing of. */
interface MisplacedState {
  readonly folder: string;
  readonly stackIds: readonly string[];
  /** There is no state of any other stack. */
  readonly isWhole: boolean;
}

/**
 * State of this configuration's hosts where earlier versions kept it: in the folder that the command
 * is started in. Without it everything on these hosts would be unknown, and would be made a second time.
 *
 * @param named the XML as the operator named it, by a symbolic link perhaps
 * @param stackIds of every host that the project knows
 */
export function misplacedState(
  named: string,
  project: Project,
  stackIds: readonly string[],
): Problem[] {
  const folders = new Set([process.cwd(), dirname(resolve(named))].flatMap(realFolder));
  folders.delete(project.folder);
  const ids = stackIds.flatMap((id) => [
    ...stackIdsOf(id, 'bundled'),
    ...stackIdsOf(id, 'registry'),
  ]);
  return [...folders]
    .map((folder) => misplacedIn(new Project(join(folder, 'any.xml')), project, ids))
    .filter((found) => found.stackIds.length > 0)
    .map((found) => problemOf(found, project));
}

function misplacedIn(other: Project, project: Project, ids: readonly string[]): MisplacedState {
  const names = existsSync(other.stateFolder) ? readdirSync(other.stateFolder) : [];
  const found = new Set(names.flatMap((name) => Project.stackIdOf(name) ?? []));
  const stackIds = ids.filter((id) => found.has(id) && isMisplaced(id, other, project));
  return { folder: other.stateFolder, stackIds, isWhole: found.size === stackIds.length };
}

/** One that others could have put there is none of ours; one that the project has itself is not missing. */
function isMisplaced(id: string, other: Project, project: Project): boolean {
  const file = other.stateFile(id);
  return (
    resourceCount(project.stateFile(id)) === 0 &&
    pathDistrust(file) === undefined &&
    resourceCount(file) > 0
  );
}

function problemOf({ folder, stackIds, isWhole }: MisplacedState, project: Project): Problem {
  const files = isWhole ? '*' : `${braced(stackIds)}.tfstate*`;
  return {
    severity: 'error',
    where: folder,
    what: `it holds the state of ${hostsText(stackIds)} of ${project.configFile}, and ${project.stateFolder} does not: everything on them would count as unknown`,
    allowed: `state in the folder of the XML, ${project.stateFolder}, whichever folder the command is started in`,
    cure: `if it is the state of this deployment, move it while nothing else runs: mkdir -p -m 700 ${project.stateFolder} && mv ${folder}/${files} ${project.stateFolder}/; else start the command in another folder`,
  };
}

/** As a shell expands it. */
function braced(ids: readonly string[]): string {
  return ids.length === 1 ? String(ids[0]) : `{${ids.join(',')}}`;
}

function hostsText([first, ...others]: readonly string[]): string {
  return others.length === 0 ? String(first) : `${first} and ${others.length} more`;
}

function realFolder(folder: string): string[] {
  try {
    return [realpathSync(folder)];
  } catch {
    return [];
  }
}
