import { z } from 'zod';
import { Written, count, documentHead } from './document';

/** What `kit-packages` has put into a folder. */
export const kitSchema = z
  .object({
    ...documentHead('kit-packages'),
    folder: z.string().describe('absolute path'),
    system: z
      .object({
        id: z.string().describe('ID of os-release'),
        version: z.string().describe('VERSION_ID of os-release'),
        architecture: z.string(),
      })
      .describe('that the hosts run, by `hosts.lock.json`'),
    hosts: z.array(z.ipv4()).describe('addresses of the hosts that it was filled for'),
    packages: z.array(z.string()).describe('that a host needs; the others are what these need'),
    files: count.describe('packages in the folder'),
    bytes: count.describe('of all packages in the folder'),
    added: count.describe('packages that were not there before'),
  })
  .meta({ title: 'kit-packages: the result' });

export type KitDocument = Written<z.infer<typeof kitSchema>>;
