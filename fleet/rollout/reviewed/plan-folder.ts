import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeAtomically } from '../../../lib/node/file/atomic-file';
import { Distrust, pathDistrust } from '../../../lib/node/file/trusted-path';
import { ReadyHost } from '../fleet-run';
import { PRIVATE_FILE, makePrivateFolder } from '../../../lib/node/file/private-file';
import {
  HostRecord,
  PlanOrigin,
  PlanRecord,
  RECORD,
  VERSION,
  configurationDigest,
  factsDigest,
  fileDigest,
  folderDigest,
  planDigest,
  planFileName,
} from './plan-record';

/** A folder to review plans from: one per host that has changes, and digests of them and of what they were made from. */
export class PlanFolder {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  /** Whether there are plans already, which must not be mixed with new ones. */
  get used(): boolean {
    return existsSync(join(this.folder, RECORD));
  }

  /** SHA-256 of all that is in the folder. */
  get digest(): string {
    return folderDigest(this.folder);
  }

  /** Makes the folder, for its owner alone; says why others could change it nevertheless. */
  prepare(): Distrust | undefined {
    makePrivateFolder(this.folder);
    return pathDistrust(this.folder);
  }

  /** Keeps the plans of these hosts. */
  write(hosts: readonly ReadyHost[], origin: PlanOrigin): void {
    const entries = hosts.map((host) => [host.target.address, this.keep(host)] as const);
    const record: PlanRecord = {
      version: VERSION,
      terraform: origin.terraform,
      hosts: Object.fromEntries(entries),
    };
    writeAtomically(
      join(this.folder, RECORD),
      `${JSON.stringify(record, null, 2)}\n`,
      PRIVATE_FILE,
    );
  }

  private keep({ target, changes, file }: ReadyHost): HostRecord {
    const plan = readFileSync(file);
    writeAtomically(join(this.folder, planFileName(target)), plan, PRIVATE_FILE);
    return {
      plan: planDigest(plan),
      configuration: configurationDigest(target),
      facts: factsDigest(target),
      state: fileDigest(target.stateFile),
      // Their order says when each is done.
      changes: changes.map(({ step: _, ...change }) => change),
    };
  }
}
