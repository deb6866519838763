import { z } from 'zod';
import { address, documentHead, keptPlans, Written } from './document';
import { hostResult } from './host-result';

/** What became of a command that changes hosts. */
export const changeSchema = z
  .object({
    ...documentHead('deploy', 'destroy', 'prepare', 'adopt', 'retire'),
    hosts: z.array(hostResult).describe('in the order of their addresses'),
    plans: keptPlans.optional().describe('with `--plan`: what was applied'),
    address: address.optional().describe('retire: the host of which nothing is left to manage'),
    leftBehind: z
      .array(z.string())
      .optional()
      .describe('retire: what may still be on it, for people'),
    archived: z
      .string()
      .optional()
      .describe('retire: where its state is kept, relative to the current folder'),
  })
  .meta({ title: 'deploy, destroy, prepare, adopt, retire: the result' });

export type ChangeDocument = Written<z.infer<typeof changeSchema>>;
