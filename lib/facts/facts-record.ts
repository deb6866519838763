import { readFileSync } from 'node:fs';
import { hasErrors } from '../config/problem';
import { errorSentence } from '../node/file/file-fault';
import { FileLock } from '../node/file/file-lock';
import { makeUnversionedFolder } from '../node/file/private-file';
import { Project } from '../node/project';
import { readFacts, writeFacts } from './facts-file';
import { FleetFacts } from './host-facts';

/** Others hold the file for as long as it takes to write it. */
const WAIT_MS = 10_000;

/** What became of the file, or why it was not written. */
export type RecordOutcome = 'written' | 'unchanged' | { readonly fault: string };

/** The text of `hosts.lock.json` as it is now; undefined: there is none that can be read. */
export function factsIn({ factsFile }: Project): string | undefined {
  try {
    return readFileSync(factsFile, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Writes what a check has found, unless another command has written the file since: what that one knew would be
 * lost.
 *
 * @param before what the file said when the check read it
 */
export async function recordFacts(
  project: Project,
  facts: FleetFacts,
  before: string | undefined,
): Promise<RecordOutcome> {
  try {
    makeUnversionedFolder(project.privateFolder);
    const lock = await FileLock.takeWithin(project.factsLockFile, WAIT_MS);
    if (!lock) return { fault: BUSY };
    try {
      if (factsIn(project) !== before) return { fault: CHANGED };
      return writeFacts(project.factsFile, facts);
    } finally {
      lock.release();
    }
  } catch (error) {
    return { fault: errorSentence(error, project.factsFile) };
  }
}

/** Changes what the file says now. @throws when it cannot be read or written */
export function changeFacts(project: Project, change: (facts: FleetFacts) => FleetFacts): void {
  const lock = FileLock.take(project.factsLockFile);
  if (!lock) throw new Error(`nothing was changed: ${BUSY}`);
  try {
    const { facts, problems } = readFacts(project.factsFile);
    if (!facts || hasErrors(problems))
      throw new Error(`nothing was changed: ${project.factsFile} cannot be read any more`);
    writeFacts(project.factsFile, change(facts));
  } finally {
    lock.release();
  }
}

const BUSY = 'another command is writing hosts.lock.json; run the command again';
const CHANGED =
  'another command has written it since the check began; run "quantum-kvm check" again';
