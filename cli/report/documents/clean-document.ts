import { z } from 'zod';
import { address, documentHead, Written } from './document';

const phrases = z.array(z.string());

/** What `retire --clean` has removed from a host, after what stood in its state. */
export const cleanSchema = z
  .object({
    ...documentHead('clean'),
    address,
    removed: phrases.describe('for people'),
    stays: phrases.describe('not of this deployment, or in use; for people'),
    failed: phrases.describe('what could not be removed, and why; for people'),
  })
  .meta({ title: 'retire --clean: the result' });

export type CleanDocument = Written<z.infer<typeof cleanSchema>>;
