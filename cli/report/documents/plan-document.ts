import { z } from 'zod';
import { CONSEQUENCES } from '../../../fleet/review/consequence';
import { address, count, documentHead, keptPlans, leftOver, Written } from './document';
import { hostResult } from './host-result';

const row = z.object({
  hosts: z.array(address).describe('addresses of the hosts with this change'),
  change: z.string().describe('for people'),
  objects: z
    .array(z.string())
    .optional()
    .describe('names of what is changed, where they differ between the hosts'),
  consequence: z.enum(CONSEQUENCES).describe('for the guest'),
  property: z.string().optional().describe('of the XML, that the change comes from'),
  place: z.string().optional().describe('`file:line` of the property'),
});

export const planSchema = z
  .object({
    ...documentHead('plan'),
    totals: z.object({
      hosts: count.describe('of `kvm.host.range`; the following four add up to it'),
      planned: count.describe('with something to change'),
      unchanged: count.describe('that are as configured'),
      notPlanned: count.describe('that failed or were not started'),
      notChosen: count.describe('left out by `--hosts`'),
      leftOver: count.describe('out of `kvm.host.range`, with a state'),
      ofOtherXml: count.describe('the same, but in the range of another XML of the folder'),
    }),
    rows: z.array(row).describe('every change once, the worst consequence first'),
    hosts: z.array(hostResult).describe('in the order of their addresses'),
    notChosen: z.array(address).describe('left out by `--hosts`'),
    leftOvers: z.array(leftOver).describe('state of hosts that are out of `kvm.host.range`'),
    plans: keptPlans
      .extend({ command: z.string().describe('that applies them') })
      .optional()
      .describe('with `--out`'),
  })
  .meta({ title: 'plan: the result' });

export type PlanDocument = Written<z.infer<typeof planSchema>>;
