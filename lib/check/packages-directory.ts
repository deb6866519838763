import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Configuration } from '../config/configuration';
import { firstOf } from '../config/printable';
import { PARTIAL_FOLDER, SUMS_FILE, isWhole, readSums } from '../kit/kit-sums';
import { errorSentence } from '../node/file/file-fault';
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
  if (names.includes(PARTIAL_FOLDER)) {
    return fail(
      ID,
      `kvm.packages.directory ${path} is not complete: it holds ${PARTIAL_FOLDER}`,
      'run "quantum-kvm kit-packages" on the machine with network until it is done, and copy the folder again',
    );
  }
  if (packages === 0) {
    return fail(ID, `kvm.packages.directory ${path} holds no .deb and no .rpm file`, cure);
  }
  return checkSums(path) ?? pass(ID, `${path}: ${packages} packages`);
}

/** What "quantum-kvm kit-packages" has noted of a folder that it filled; others have no such file. */
function checkSums(path: string): CheckRecord | undefined {
  try {
    const sums = readSums(path);
    if (!sums) return undefined;
    const broken = sums.files.filter((file) => !isWhole(path, file)).map(({ name }) => name);
    if (broken.length === 0) {
      const { length } = sums.files;
      return pass(ID, `${path}: ${length} packages for ${sums.system}, as ${SUMS_FILE} has them`);
    }
    return fail(
      ID,
      `kvm.packages.directory ${path} is not as its ${SUMS_FILE} says: ${firstOf(broken)} missing or different`,
      'copy the folder again from where "quantum-kvm kit-packages" filled it',
    );
  } catch (error) {
    return fail(
      ID,
      `kvm.packages.directory: ${errorSentence(error, path)}`,
      'copy the folder again',
    );
  }
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
