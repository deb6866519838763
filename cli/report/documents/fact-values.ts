import { z } from 'zod';
import { count } from './document';

export const system = z.object({
  id: z.string().describe('ID of os-release'),
  idLike: z.array(z.string()),
  version: z.string(),
});

export const cpu = z.object({
  sockets: count,
  coresPerSocket: count,
  threadsPerCore: count,
  virtualization: z.enum(['vmx', 'svm', 'none']),
});

export const bridge = z.object({ mtu: count.describe('bytes') });

export const disk = z.object({
  serial: z.string().optional(),
  wwn: z.string().optional(),
  sizeBytes: count,
  blank: z.boolean(),
});

/** Whatever a fact is; a number is GiB. */
export const factValue = z.union([z.string(), z.number(), system, cpu, disk, bridge]);
