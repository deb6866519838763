import { accessSync, constants, existsSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { Problem } from '../config/problem';
import { fileFault } from './file/file-fault';
import { isThere } from './file/folder-entries';
import { Project } from './project';

/** Why what stands on the hosts cannot be known: the folder of the states is there, and cannot be looked into. */
export function stateAccessProblem({ stateFolder }: Project): Problem | undefined {
  try {
    if (isThere(stateFolder)) accessSync(stateFolder, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return { severity: 'error', where: stateFolder, ...fileFault(error) };
  }
}

/**
 * Why runs cannot keep what they must in a project's folder, with the cure; undefined: they can. A file system
 * that is read-only is so for root too.
 */
export function projectFault(project: Project): string | undefined {
  const { folder, stateFolder, logFolder, privateFolder } = project;
  for (const place of [stateFolder, logFolder, privateFolder]) {
    const written = existsSync(place) ? place : folder;
    try {
      accessSync(written, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      const { errno, code } = error as NodeJS.ErrnoException;
      const [, reason] = getSystemErrorMap().get(errno ?? 0) ?? [code, code];
      return `${written} cannot be written (${reason}); allowed is a project that runs can write: state, logs and stacks stand in the folder of the XML; make it writable, or move the XML, hosts.lock.json and .quantum-kvm to a folder that is`;
    }
  }
  return undefined;
}
