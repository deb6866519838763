import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { entriesOf } from './file/folder-entries';

/**
 * Every place on the deployment node's disk that belongs to one deployment: all of it stands in the folder of
 * the XML, wherever the program is started, by quantum-kvm or by cdktf. Made once for a command and passed on.
 */
export class Project {
  /** The XML, absolute. */
  readonly configFile: string;
  /** Its folder. */
  readonly folder: string;

  /** @param configFile the XML, absolute or relative to the current folder */
  constructor(configFile: string) {
    this.configFile = resolve(configFile);
    this.folder = dirname(this.configFile);
  }

  /**
   * The project of an XML as it is named; symbolic links are resolved, so that all names of one file are one
   * project. One that is not there has a project too, which holds nothing.
   */
  static of(configFile: string): Project {
    return new Project(resolved(configFile));
  }

  /** Something that the XML names: absolute, or relative to its folder. */
  path(name: string): string {
    return resolve(this.folder, name);
  }

  /** What is nobody else's to read or to change: the deployment's key, the stacks of runs, who runs. */
  get privateFolder(): string {
    return this.path(PRIVATE_FOLDER);
  }

  /** Holds what runs have synthesized of a stack, a folder for each content. */
  runStackFolder(stackId: string): string {
    return join(this.privateFolder, stackId);
  }

  /** Every folder in which Terraform may have run for a stack: those of runs, and where cdktf has it. */
  stackFolders(stackId: string): string[] {
    const ofRuns = this.runStackFolder(stackId);
    const places = [
      ...entriesOf(ofRuns).map((name) => join(ofRuns, name)),
      join(this.path(CDKTF_FOLDER), 'stacks', stackId),
      cdktfStackFolder(stackId),
    ];
    return [...new Set(places)];
  }

  /** The stacks of which there is such a folder. */
  get synthesizedStacks(): string[] {
    const places = [
      this.privateFolder,
      join(this.path(CDKTF_FOLDER), 'stacks'),
      cdktfStackFolder(''),
    ];
    const found = places.flatMap(entriesOf).filter((name) => name.startsWith('host-'));
    return [...new Set(found)].sort();
  }

  /** A mirror of the bundled providers, by the name of what it holds. */
  providerMirror(name: string): string {
    return join(this.privateFolder, 'providers', name);
  }

  /** Held by the one run that may change anything here. */
  get runLockFile(): string {
    return join(this.privateFolder, 'run.lock');
  }

  /** Held while `hosts.lock.json` is written. */
  get factsLockFile(): string {
    return join(this.privateFolder, 'facts.lock');
  }

  /** Held by a run while its Terraform works on a stack. */
  terraformLockFile(stackId: string): string {
    return join(this.privateFolder, `terraform-${stackId}.lock`);
  }

  /** The pinned host keys, for ssh. */
  get knownHostsFile(): string {
    return join(this.privateFolder, 'known_hosts');
  }

  get factsFile(): string {
    return this.path('hosts.lock.json');
  }

  /** Terraform's state files, and what runs note beside them. */
  get stateFolder(): string {
    return this.path(STATE_FOLDER);
  }

  /** One folder per run. */
  get logFolder(): string {
    return this.path('logs');
  }

  stateFile(stackId: string): string {
    return join(this.stateFolder, stateFileName(stackId));
  }

  /** The stack of a file in the state folder; undefined when it is no state file of a stack. */
  static stackIdOf(fileName: string): string | undefined {
    return fileName.endsWith(STATE_SUFFIX) ? fileName.slice(0, -STATE_SUFFIX.length) : undefined;
  }

  /** The SHA-256 of the install medium that was read last. */
  get mediumDigestFile(): string {
    return join(this.stateFolder, 'medium.json');
  }

  /** Since when `status` has found what it finds. */
  get differencesFile(): string {
    return join(this.stateFolder, 'differences.json');
  }

  /** Guests that were restarted and have not answered yet. */
  get silentGuestsFile(): string {
    return join(this.stateFolder, 'silent-guests.json');
  }
}

/** Where cdktf synthesizes a stack: in the current folder, whichever project it is of. */
export function cdktfStackFolder(stackId: string): string {
  return resolve(process.env.CDKTF_OUTDIR ?? CDKTF_FOLDER, 'stacks', stackId);
}

const CDKTF_FOLDER = 'cdktf.out';
export const PRIVATE_FOLDER = '.quantum-kvm';
const STATE_FOLDER = 'state';
const STATE_SUFFIX = '.tfstate';

function stateFileName(stackId: string): string {
  return `${stackId}${STATE_SUFFIX}`;
}

function resolved(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
