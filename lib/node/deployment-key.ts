import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Configuration } from '../config/configuration';
import { PRIVATE_FOLDER, Project } from './project';
import { makeUnversionedFolder } from './file/private-file';

/** The key that is made where `login.key.file` names none, relative to the XML's folder. */
const OWN_KEY_FILE = join(PRIVATE_FOLDER, 'id_ed25519');

/** The private key for a login: as configured, else the deployment's own; relative to the XML's folder. */
export function deploymentKeyFile(login: { readonly keyFile?: string }): string {
  return login.keyFile ?? OWN_KEY_FILE;
}

/** The private keys that the configuration uses, as paths that can be opened. One is allowed. */
export function deploymentKeyFiles(project: Project, { hosts }: Configuration): string[] {
  const names = hosts.map(({ login }) => deploymentKeyFile(login));
  return [...new Set(names)].map((name) => project.path(name));
}

/** Whether the key is the one that quantum-kvm makes itself. */
export function isOwnKey(project: Project, keyFile: string): boolean {
  return keyFile === project.path(OWN_KEY_FILE);
}

/**
 * Makes the deployment's own key if it is not there: ed25519 without a pass phrase, for its owner alone,
 * in a folder that keeps itself out of version control.
 *
 * @returns whether it was made
 * @throws when ssh-keygen is missing or the folder cannot be written
 */
export function makeOwnKey(keyFile: string): boolean {
  if (existsSync(keyFile)) return false;
  makeUnversionedFolder(dirname(keyFile));
  const draft = `${keyFile}.${process.pid}.new`;
  try {
    execFileSync(
      'ssh-keygen',
      ['-q', '-t', 'ed25519', '-N', '', '-C', 'quantum-kvm', '-f', draft],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    linkSync(draft, keyFile);
    renameSync(`${draft}.pub`, `${keyFile}.pub`);
  } finally {
    rmSync(draft, { force: true });
    rmSync(`${draft}.pub`, { force: true });
  }
  return true;
}
