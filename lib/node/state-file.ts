import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** A resource that a state file holds. */
export interface StateResource {
  /** Terraform's, `libvirt_domain.Machine_6FC8AE80`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What is read of a state file in Terraform's version 4. */
const STATE = z.object({
  resources: z
    .array(
      z.object({
        mode: z.string(),
        type: z.string().default(''),
        name: z.string().default(''),
        instances: z
          .array(z.object({ attributes: z.record(z.string(), z.unknown()).optional() }))
          .optional(),
      }),
    )
    .optional(),
});

/** The resources of a state file; none where there is no file. @throws Error that names a file that cannot be read */
export function resourcesIn(stateFile: string): StateResource[] {
  if (!existsSync(stateFile)) return [];
  const { resources = [] } = documentIn(stateFile);
  return resources
    .filter(({ mode }) => mode === 'managed')
    .map(({ type, name, instances = [] }) => ({
      address: `${type}.${name}`,
      type,
      attributes: instances[0]?.attributes ?? {},
    }));
}

function documentIn(stateFile: string): z.infer<typeof STATE> {
  try {
    return STATE.parse(JSON.parse(readFileSync(stateFile, 'utf8')));
  } catch (error) {
    const fault =
      error instanceof z.ZodError ? "not of Terraform's form" : 'not JSON, or not there';
    throw new Error(
      `${stateFile} is no state that can be read: ${fault}; restore it, for example from ${stateFile}.backup`,
    );
  }
}

/** How many resources a state file holds; one that cannot be read holds something. */
export function resourceCount(stateFile: string): number {
  try {
    return resourcesIn(stateFile).length;
  } catch {
    return 1;
  }
}
