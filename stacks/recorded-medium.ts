import { statSync } from 'node:fs';
import { Problem } from '../lib/config/problem';
import { MediaFile } from '../lib/facts/host-facts';
import { HostSpec } from '../lib/machine/host-spec';
import { mediumDigest } from '../lib/node/file/medium-digest';
import { Project } from '../lib/node/project';

/**
 * Whether the ISO that hosts get is the one that the check recorded, by size and SHA-256. One that is not on this
 * machine is uploaded by nobody.
 */
export function mediumProblems(
  specs: readonly HostSpec[],
  recorded: MediaFile | undefined,
  project: Project,
): Problem[] {
  const users = specs.filter(({ machine }) => machine.installMediaBytes !== undefined);
  if (!recorded || users.length === 0) return [];
  const fault = faultOf(recorded, project);
  if (fault === undefined) return [];
  const problem = {
    severity: 'error',
    where: project.factsFile,
    what: `the install medium ${recorded.path} ${fault}`,
    allowed: 'the file that quantum-kvm check recorded',
    cure: 'put that file back, or run "quantum-kvm check" and review what it records',
  } as const;
  // Hosts without it go on; where all have it, the file is what is wrong.
  return users.length === specs.length
    ? [problem]
    : users.map(({ address: host }) => ({ ...problem, host }));
}

function faultOf({ path, sizeBytes, sha256 }: MediaFile, project: Project): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return undefined;
    if (!stats.isFile()) return 'is not a file';
    if (stats.size !== sizeBytes) return `has ${stats.size} bytes, recorded are ${sizeBytes}`;
    const digest = mediumDigest(path, project);
    return digest === sha256 ? undefined : `has the SHA-256 ${digest}, recorded is ${sha256}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `cannot be read: ${code ?? message}`;
  }
}
