import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CONSEQUENCES } from '../review/consequence';
import { ReadyHost } from './fleet-run';
import { HostTarget } from './host-target';
import { PRIVATE_FILE, makePrivateFolder } from '../../lib/node/private-file';

const RECORD = 'plan.json';
const VERSION = 1;

const changeSchema = z.object({
  text: z.string(),
  consequence: z.enum(CONSEQUENCES),
  property: z.string().optional(),
});

const schema = z.object({
  version: z.literal(VERSION),
  terraform: z.string(),
  facts: z.string(),
  hosts: z.record(
    z.string(),
    z.object({
      configuration: z.string(),
      state: z.string(),
      changes: z.array(changeSchema),
    }),
  ),
});

type Recorded = z.infer<typeof schema>;

/** Inputs of a plan that are not of one host. */
export interface PlanOrigin {
  /** Name and version. */
  readonly terraform: string;
  /** The `hosts.lock.json`. */
  readonly factsFile?: string;
}

/** A folder of reviewed plans: one per host that has changes, and digests of what they were made from. */
export class PlanFolder {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  /** Whether there are plans already, which must not be mixed with new ones. */
  get used(): boolean {
    return existsSync(join(this.folder, RECORD));
  }

  /** Terraform's plan of a host. */
  file({ host: spec }: HostTarget): string {
    return join(this.folder, `${spec.stackId}.tfplan`);
  }

  /** Makes the folder, for its owner alone. */
  prepare(): void {
    makePrivateFolder(this.folder);
  }

  write(hosts: readonly ReadyHost[], origin: PlanOrigin): void {
    const entries = hosts.map(({ target, changes }) => [
      target.address,
      { ...digestsOf(target), changes },
    ]);
    const record = {
      version: VERSION,
      terraform: origin.terraform,
      facts: digest(origin.factsFile),
      hosts: Object.fromEntries(entries) as Recorded['hosts'],
    };
    writeFileSync(join(this.folder, RECORD), `${JSON.stringify(record, null, 2)}\n`, {
      mode: PRIVATE_FILE,
    });
  }

  /** Addresses with a plan. @throws when the folder holds none that can be read */
  addresses(): string[] {
    return Object.keys(this.read().hosts);
  }

  /** What has moved since the plans were made; empty when they can be applied. */
  moved(targets: readonly HostTarget[], origin: PlanOrigin): string[] {
    const recorded = this.read();
    return [
      ...(recorded.terraform === origin.terraform
        ? []
        : [`Terraform: planned with ${recorded.terraform}, found ${origin.terraform}`]),
      ...(recorded.facts === digest(origin.factsFile) ? [] : ['the facts in hosts.lock.json']),
      ...Object.keys(recorded.hosts)
        .filter((address) => !targets.some((target) => target.address === address))
        .map((address) => `${address}: it is no longer in kvm.host.range`),
      ...targets.flatMap((target) => movedOf(target, recorded.hosts[target.address])),
    ];
  }

  /** The plans as they were reviewed. */
  ready(targets: readonly HostTarget[]): ReadyHost[] {
    const { hosts } = this.read();
    return targets.flatMap((target) => {
      const host = hosts[target.address];
      return host ? [{ target, changes: host.changes, file: this.file(target), seconds: 0 }] : [];
    });
  }

  private read(): Recorded {
    const file = join(this.folder, RECORD);
    try {
      return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      throw new Error(
        `${file} is missing or no record of plans; allowed is a folder that "quantum-kvm plan --out" has written; plan again`,
      );
    }
  }
}

function movedOf(target: HostTarget, recorded: Recorded['hosts'][string] | undefined): string[] {
  if (!recorded) return [];
  const now = digestsOf(target);
  return [
    ...(now.configuration === recorded.configuration
      ? []
      : [`${target.address}: the configuration of its stack`]),
    ...(now.state === recorded.state ? [] : [`${target.address}: its state`]),
  ];
}

/**
 * The synthesized stack stands for the configuration: it is a function of the two input files, and holds no
 * secret, of which not even a digest should be written.
 */
function digestsOf({ folder, stateFile }: HostTarget): { configuration: string; state: string } {
  const parts = ['cdk.tf.json', 'known_hosts', '.terraform.lock.hcl'];
  const configuration = digest(...parts.map((name) => join(folder, name)));
  return { configuration, state: digest(stateFile) };
}

/** A file that is not there counts like an empty one. */
function digest(...files: (string | undefined)[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = file !== undefined && existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    hash.update(`${content.length}:`).update(content);
  }
  return hash.digest('hex');
}
