import { z } from 'zod';
import { changeSchema } from './change-document';
import { checkSchema } from './check-document';
import { cleanSchema } from './clean-document';
import { eventSchema } from './event-document';
import { kitSchema } from './kit-document';
import { logSchema } from './log-document';
import { planSchema } from './plan-document';
import { statusSchema } from './status-document';

/** The form of every document, by the name of its file in docs/schemas. */
export const SCHEMAS = {
  check: checkSchema,
  event: eventSchema,
  plan: planSchema,
  change: changeSchema,
  clean: cleanSchema,
  status: statusSchema,
  log: logSchema,
  'kit-packages': kitSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** As JSON Schema. Open: a later release may add fields to a version. */
export function jsonSchema(name: keyof typeof SCHEMAS): object {
  return z.toJSONSchema(SCHEMAS[name], { io: 'input' });
}
