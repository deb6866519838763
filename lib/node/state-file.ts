import { existsSync, readFileSync } from 'node:fs';

/** A resource that a state file holds. */
export interface StateResource {
  /** Terraform's, `libvirt_domain.Machine_6FC8AE80`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface StateDocument {
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly { readonly attributes?: Readonly<Record<string, unknown>> }[];
  }[];
}

/** The resources of a state file in Terraform's version 4; none where there is no file. @throws when it cannot be read */
export function resourcesIn(stateFile: string): StateResource[] {
  if (!existsSync(stateFile)) return [];
  const { resources = [] } = JSON.parse(readFileSync(stateFile, 'utf8')) as StateDocument;
  return resources
    .filter(({ mode }) => mode === 'managed')
    .map(({ type, name, instances = [] }) => ({
      address: `${type}.${name}`,
      type,
      attributes: instances[0]?.attributes ?? {},
    }));
}

/** How many resources a state file holds; one that cannot be read holds something. */
export function resourceCount(stateFile: string): number {
  try {
    return resourcesIn(stateFile).length;
  } catch {
    return 1;
  }
}
