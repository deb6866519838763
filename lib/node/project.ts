import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Every place on the deployment node's disk that belongs to one deployment. What is reviewed stands beside
 * the XML; what runs leave behind stands in the folder that the program was started from, as for cdktf.
 */
export class Project {
  /** Folder of the XML, absolute. */
  readonly folder: string;
  /** Terraform's state files, and what runs note beside them. */
  readonly stateFolder: string;
  /** One folder per run. */
  readonly logFolder: string;

  /**
   * @param configFile the XML
   * @param runFolder holds state and logs. @default - the current folder
   */
  constructor(
    readonly configFile: string,
    runFolder = '.',
  ) {
    this.folder = dirname(resolve(configFile));
    this.stateFolder = join(runFolder, 'state');
    this.logFolder = resolve(runFolder, 'logs');
  }

  /** The project of an XML that exists; symbolic links are resolved, so that it may be named by one. */
  static of(configFile: string): Project {
    return new Project(realpathSync(configFile));
  }

  /** Something that the XML names: absolute, or relative to its folder. */
  path(name: string): string {
    return resolve(this.folder, name);
  }

  get factsFile(): string {
    return join(this.folder, 'hosts.lock.json');
  }

  stateFile(stackId: string): string {
    return join(this.stateFolder, `${stackId}${STATE_SUFFIX}`);
  }

  /** Where a stack is synthesized, and Terraform runs: as cdktf has it. */
  stackFolder(stackId: string): string {
    return resolve(process.env.CDKTF_OUTDIR ?? 'cdktf.out', 'stacks', stackId);
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

const STATE_SUFFIX = '.tfstate';
