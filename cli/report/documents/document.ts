import { z } from 'zod';

/** Of every document; another one is another form, that readers of this one must not take. */
export const DOCUMENT_VERSION = 1;

/** The fields that every document begins with. */
export function documentHead<const T extends string>(...types: readonly [T, ...T[]]) {
  return {
    type: z.enum(types).describe('which document it is'),
    version: z.literal(DOCUMENT_VERSION).describe('of its form'),
  };
}

/** As it is written: nothing of what it is made of is changed. */
export type Written<T> = T extends readonly (infer E)[]
  ? readonly Written<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Written<T[K]> }
    : T;

export const time = z.iso.datetime();
export const count = z.int().min(0);
export const address = z.ipv4().describe('of the host');
export const vm = z.string().describe('name of the VM; empty where it is not known');
/** Seconds are measured to the millisecond. */
export const seconds = z.number().min(0);

/** Plans that are kept for review. */
export const keptPlans = z.object({
  folder: z.string().describe('as it was named'),
  digest: z.string().describe('SHA-256 of all that is in it, hexadecimal'),
});

/** State of a host that no run touches any more. */
export const leftOver = z.object({
  address,
  stateFile: z.string().describe('absolute path'),
  resources: count.describe('how many the state holds'),
  fault: z.string().optional().describe('why it is not known what the state holds'),
  configuredBy: z
    .string()
    .optional()
    .describe('another XML of the project that has the host in its range'),
});
