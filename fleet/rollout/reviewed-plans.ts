import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Distrust, isDistrust, pathDistrust, readTrusted } from '../../lib/node/trusted-path';
import { PlannedChange } from '../review/planned-change';
import { HostTarget } from './host-target';
import {
  HostRecord,
  LIMIT_BYTES,
  PlanOrigin,
  PlanRecord,
  RECORD,
  configurationDigest,
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
      if (isDistrust(content)) return { reason: content.reason, cure: CURE };
      const record = recordSchema.parse(JSON.parse(content.toString('utf8')));
      return new ReviewedPlans(folder, folderDigest(folder, { [RECORD]: content }), record);
    } catch {
      const allowed =
        'allowed is a folder that "quantum-kvm plan --out" of this version has written';
      return { reason: `${file} is no record of plans; ${allowed}`, cure: CURE };
    }
  }

  /** Addresses with a plan. */
  get addresses(): string[] {
    return Object.keys(this.record.hosts);
  }

  /** What has moved since the plans were made; empty when they can be applied. */
  moved(targets: readonly HostTarget[], origin: PlanOrigin): string[] {
    const { terraform, facts, hosts } = this.record;
    return [
      ...(terraform === origin.terraform
        ? []
        : [`Terraform: planned with ${terraform}, found ${origin.terraform}`]),
      ...(facts === fileDigest(origin.factsFile) ? [] : ['the facts in hosts.lock.json']),
      ...this.addresses
        .filter((address) => !targets.some((target) => target.address === address))
        .map((address) => `${address}: it is no longer in kvm.host.range`),
      ...targets.flatMap((target) => movedOf(target, hosts[target.address])),
    ];
  }

  /** What was reviewed for a host; for one that was not, nothing. */
  of(target: HostTarget): ReviewedPlan {
    const reviewed = this.record.hosts[target.address];
    if (!reviewed) {
      const fault = `${this.folder} has no plan of ${target.address}; ${CURE}`;
      return { changes: [], copyTo: () => fault };
    }
    return {
      changes: reviewed.changes,
      copyTo: (file) => this.copy(join(this.folder, planFileName(target)), reviewed, file),
    };
  }

  private copy(from: string, { plan }: HostRecord, to: string): string | undefined {
    const content = readTrusted(from, LIMIT_BYTES);
    if (isDistrust(content)) return `${content.reason}; ${CURE}`;
    const found = planDigest(content);
    if (found !== plan) {
      return `${from} is not the plan that was reviewed: its SHA-256 is ${found}, reviewed was ${plan}; ${CURE}`;
    }
    writeFileSync(to, content, { mode: 0o600, flag: 'wx' });
    return undefined;
  }
}

const CURE = 'plan and review again';

function movedOf(target: HostTarget, reviewed: HostRecord | undefined): string[] {
  if (!reviewed) return [];
  const { address, stateFile } = target;
  return [
    ...(configurationDigest(target) === reviewed.configuration
      ? []
      : [`${address}: the configuration of its stack`]),
    ...(fileDigest(stateFile) === reviewed.state ? [] : [`${address}: its state`]),
  ];
}
