import { z } from 'zod';
import { Written, address, documentHead, time } from './document';
import { hostResult } from './host-result';

const run = z.object({
  name: z.string().describe('of its folder in `logs`'),
  command: z.string(),
  started: time,
});

const diagnostic = z.object({
  severity: z.enum(['error', 'warning']),
  summary: z.string().describe("Terraform's or a provider's, for people"),
  detail: z.string().optional().describe('for people'),
  address: z.string().optional().describe('of the resource, in Terraform'),
});

const line = z.object({
  time: z.string().optional().describe('ISO 8601; absent: of a program that tells none'),
  message: z.string().describe('for people'),
});

const runs = z.object({
  ...documentHead('log'),
  runs: z
    .array(
      run.extend({
        hosts: z
          .array(hostResult)
          .optional()
          .describe('absent: the run has not ended, or was killed'),
      }),
    )
    .describe('without an address: the newest first'),
});

const host = hostResult.partial().extend({
  ...documentHead('log'),
  run: run.describe('with an address: the last run that was about the host'),
  address,
  errors: z.array(diagnostic).optional().describe('each once; absent: Terraform did not run'),
  warnings: z
    .union([z.array(diagnostic), z.array(z.string())])
    .optional()
    .describe('each once; texts for people where Terraform did not run'),
  lines: z.array(line).optional().describe('all the rest, in order'),
});

/** `log` shows the runs, or one host of one. */
export const logSchema = z.union([runs, host]).meta({ title: 'log' });

export type LogDocument = Written<z.infer<typeof logSchema>>;
