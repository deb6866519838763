import { z } from 'zod';
import { HostResult } from '../../../fleet/rollout/fleet-event';
import { address, count, seconds, vm, Written } from './document';

/** How a run went on one host. */
export const hostResult = z.object({
  address,
  vm,
  outcome: z
    .enum(['done', 'no changes', 'planned', 'failed', 'not started'])
    .describe('how it went'),
  changes: count.describe('planned or applied'),
  seconds: seconds.describe('what it took'),
  cause: z.string().optional().describe('why it failed or was not started, for people'),
  note: z.string().optional().describe('what could not be known though it is done, for people'),
  warnings: z.array(z.string()).optional().describe('of the provider during the apply, for people'),
  logFile: z.string().optional().describe("Terraform's output, absolute path"),
});

export type HostResultDocument = Written<z.infer<typeof hostResult>>;

export function hostResultDocument({ machineName, ...result }: HostResult): HostResultDocument {
  return { ...result, vm: machineName };
}
