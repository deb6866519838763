import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Configuration } from '../config/configuration';
import { Project } from '../node/project';
import { CheckRecord, fail, pass } from '../host-scripts/check-record';

const ID = 'deployment.packages';

/** Checks every folder that `kvm.packages.directory` names. */
export function checkPackagesDirectories(
  project: Project,
  { hosts }: Configuration,
): CheckRecord[] {
  const names = hosts.flatMap(({ packagesDirectory: name }) => (name === undefined ? [] : [name]));
  const records = [...new Set(names)].map((name) => checkFolder(project.path(name)));
  return records.length > 0 ? [...records, ...checkFlock()] : [];
}

function checkFolder(path: string): CheckRecord {
  const cure =
    'put the .deb or .rpm files there that the hosts need, or correct kvm.packages.directory';
  let names: string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`;
    return fail(ID, `kvm.packages.directory ${path} ${found}`, cure);
  }
  const packages = names.filter((name) => /\.(deb|rpm)$/.test(name)).length;
  return packages > 0
    ? pass(ID, `${path}: ${packages} packages`)
    : fail(ID, `kvm.packages.directory ${path} holds no .deb and no .rpm file`, cure);
}

/** The copies take turns by its locks. */
function checkFlock(): CheckRecord[] {
  try {
    execFileSync('flock', ['--version'], { stdio: 'ignore' });
    return [];
  } catch {
    return [fail(ID, 'flock is missing on this machine', 'install util-linux')];
  }
}
