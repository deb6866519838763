import { z } from 'zod';
import { FleetEvent } from '../../../fleet/rollout/fleet-event';
import { address, documentHead, time, Written } from './document';
import { hostResult, hostResultDocument } from './host-result';

const head = { time: time.describe('of the event'), host: address };

/** One line of the progress of a run. */
export const eventSchema = z
  .discriminatedUnion('type', [
    z.object({
      ...documentHead('phase'),
      ...head,
      phase: z
        .enum(['connect', 'init', 'plan', 'apply', 'wait for guest', 'waited'])
        .describe('what is begun on the host; `waited`: the wait for its guest has ended'),
    }),
    z.object({
      ...documentHead('terraform'),
      ...head,
      event: z
        .looseObject({})
        .describe("a line of Terraform's own, as it prints it with -json; not of this promise"),
    }),
    z.object({
      ...documentHead('result'),
      ...head,
      result: hostResult.describe('of the plan, and later of the apply'),
    }),
  ])
  .meta({ title: 'The progress of plan, deploy, destroy, prepare, adopt and retire' });

export type EventDocument = Written<z.infer<typeof eventSchema>>;

export function eventOf(event: FleetEvent, now = new Date()): EventDocument {
  const base = { version: 1, time: now.toISOString(), host: event.address } as const;
  switch (event.kind) {
    case 'phase':
      return { type: 'phase', ...base, phase: event.phase };
    case 'terraform':
      return { type: 'terraform', ...base, event: { ...event.event } };
    case 'result':
      return { type: 'result', ...base, result: hostResultDocument(event.result) };
  }
}
