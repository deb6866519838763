import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  Distrust,
  isDistrust,
  pathDistrust,
  readTrusted,
} from '../../../lib/node/file/trusted-path';
import { PlannedChange } from '../../review/planned-change';
import { HostTarget } from '../host/host-target';
import {
  HostRecord,
  LIMIT_BYTES,
  PlanOrigin,
  PlanRecord,
  RECORD,
  configurationDigest,
  factsDigest,
  fileDigest,
  folderDigest,
  planDigest,
  planFileName,
  recordSchema,
} from './plan-record';

/** What was reviewed for one host. */
export interface ReviewedPlan {
  readonly changes: readonly PlannedChange[];
  /** Copies the reviewed file; says why it is not the one that was reviewed. */
  copyTo(file: string): string | undefined;
}

/** Plans that were reviewed, as a folder has them. Each file of it is read once. */
export class ReviewedPlans {
  private constructor(
    readonly folder: string,
    /** SHA-256 of all that is in the folder, by which it is known to be the one that was reviewed. */
    readonly digest: string,
    private readonly record: PlanRecord,
  ) {}

  /** Why the plans cannot be used is what is wrong with the folder or its record. */
  static open(name: string): ReviewedPlans | Distrust {
    const folder = resolve(name);
    const file = join(folder, RECORD);
    try {
      const distrust = pathDistrust(folder);
      if (distrust) return { ...distrust, cure: `${distrust.cure}, or plan again` };
      const content = readTrusted(file, LIMIT_BYTES);
      if (isDistrust(content)) return { reason: content.reason, cure: PLAN_AGAIN };
      const record = recordSchema.parse(JSON.parse(content.toString('utf8')));
      return new ReviewedPlans(folder, folderDigest(folder, { [RECORD]: content }), record);
    } catch {
      const allowed =
        'allowed is a folder that "quantum-kvm plan --out" of this version has written';
      return { reason: `${file} is no record of plans; ${allowed}`, cure: PLAN_AGAIN };
    }
  }

  /** Addresses with a plan. */
  get addresses(): string[] {
    return Object.keys(this.record.hosts);
  }

  /** Why none of them can be applied: they are of another Terraform. Undefined: they are of this one. */
  foreign({ terraform: found }: PlanOrigin): string | undefined {
    const { terraform } = this.record;
    if (terraform === found) return undefined;
    return `the plans in ${this.folder} were made with ${terraform}, and this is ${found}; nothing was applied; ${PLAN_AGAIN}`;
  }

  /** What was reviewed for a host; nothing for one that was not, or of which something has moved since. */
  of(target: HostTarget): ReviewedPlan {
    const reviewed = this.record.hosts[target.address];
    const fault = reviewed
      ? movedSince(target, reviewed)
      : `${this.folder} has no plan of ${target.address}; ${PLAN_AGAIN}`;
    if (!reviewed || fault !== undefined) return { changes: [], copyTo: () => fault };
    return {
      changes: reviewed.changes,
      copyTo: (file) => this.copy(join(this.folder, planFileName(target)), reviewed, file),
    };
  }

  private copy(from: string, { plan }: HostRecord, to: string): string | undefined {
    const content = readTrusted(from, LIMIT_BYTES);
    if (isDistrust(content)) return `${content.reason}; ${PLAN_AGAIN}`;
    const found = planDigest(content);
    if (found !== plan) {
      return `${from} is not the plan that was reviewed: its SHA-256 is ${found}, reviewed was ${plan}; ${PLAN_AGAIN}`;
    }
    writeFileSync(to, content, { mode: 0o600, flag: 'wx' });
    return undefined;
  }
}

/** Plans that are there are never mixed with new ones. */
export const PLAN_AGAIN = 'plan and review again ("quantum-kvm plan --out NEW-FOLDER")';

/** What a host's plan was made from and is another now; undefined: nothing is. */
function movedSince(target: HostTarget, reviewed: HostRecord): string | undefined {
  const moved = [
    ...(configurationDigest(target) === reviewed.configuration ? [] : ['its configuration']),
    ...(factsDigest(target) === reviewed.facts ? [] : ['its facts in hosts.lock.json']),
    ...(fileDigest(target.stateFile) === reviewed.state ? [] : ['its state']),
  ];
  if (moved.length === 0) return undefined;
  return `not applied: changed since the plan was reviewed: ${moved.join(', ')}; ${PLAN_AGAIN}`;
}
