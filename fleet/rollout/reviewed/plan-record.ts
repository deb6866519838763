import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isDistrust, readTrusted } from '../../../lib/node/file/trusted-path';
import { CONSEQUENCES } from '../../review/consequence';
import { HostTarget } from '../host/host-target';

/** In a folder of plans: what was reviewed, and digests of what it was made from. */
export const RECORD = 'plan.json';
export const VERSION = 3;
/** Bytes of one file of the folder. */
export const LIMIT_BYTES = 64 * 1024 * 1024;

/** It may be shown where it differs. */
const textSchema = z
  .string()
  .max(1000)
  .regex(/^\P{C}*$/u);
const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const recordSchema = z.strictObject({
  version: z.literal(VERSION),
  terraform: textSchema,
  hosts: z.record(
    z.ipv4(),
    z.strictObject({
      /** Of Terraform's plan. */
      plan: digestSchema,
      configuration: digestSchema,
      facts: digestSchema,
      state: digestSchema,
      changes: z.array(
        z.strictObject({
          text: textSchema,
          consequence: z.enum(CONSEQUENCES),
          object: textSchema.optional(),
          property: textSchema.optional(),
        }),
      ),
    }),
  ),
});

export type PlanRecord = z.infer<typeof recordSchema>;
export type HostRecord = PlanRecord['hosts'][string];

/** Inputs of a plan that are not of one host. */
export interface PlanOrigin {
  /** Which of Terraform and OpenTofu, and its version. */
  readonly terraform: string;
}

/** Terraform's plan of a host in a folder of plans. */
export function planFileName({ host: { stackId } }: HostTarget): string {
  return `${stackId}.tfplan`;
}

/**
 * The synthesized stack stands for the configuration: it is a function of the two input files, and holds no
 * secret, of which not even a digest should be written.
 */
export function configurationDigest({ folder }: HostTarget): string {
  const parts = ['cdk.tf.json', 'known_hosts', '.terraform.lock.hcl'];
  return fileDigest(...parts.map((name) => join(folder, name)));
}

/** What is known of a host, and of the deployment that its VM belongs to. */
export function factsDigest({ host: { facts, deploymentId = '' } }: HostTarget): string {
  return createHash('sha256')
    .update(JSON.stringify([facts, deploymentId]))
    .digest('hex');
}

/** A file that is not there counts like an empty one. */
export function fileDigest(...files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    hash.update(`${content.length}:`).update(content);
  }
  return hash.digest('hex');
}

/** As `sha256sum` shows it. */
export function planDigest(plan: Buffer): string {
  return createHash('sha256').update(plan).digest('hex');
}

/**
 * What a folder of plans holds, as one SHA-256: of the name and the content of every file in it. The same wherever
 * the folder stands and whoever owns it; another as soon as any file differs, is added or is gone.
 *
 * @param read contents that were read already, by the name of the file
 */
export function folderDigest(folder: string, read: Readonly<Record<string, Buffer>> = {}): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    const content = read[name] ?? readTrusted(join(folder, name), LIMIT_BYTES);
    // What is not read is not applied either; its name counts.
    hash.update(
      `${JSON.stringify(name)} ${isDistrust(content) ? 'not read' : planDigest(content)}\n`,
    );
  }
  return hash.digest('hex');
}
