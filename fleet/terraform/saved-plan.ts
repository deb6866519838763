import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ProviderProgram } from '../../lib/node/provider/provider-program';
import { terraformEnvironment } from '../../lib/node/terraform/terraform-environment';
import { terraformCommand } from './terraform-command';

/** Attributes as Terraform has them: looked into, not typed. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What a saved plan does to one resource. Source: "JSON Output Format" of Terraform's documentation. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly ('no-op' | 'read' | 'create' | 'update' | 'delete')[];
    readonly before: Attributes | null;
    readonly after: Attributes | null;
  };
  /** What the state held of it, and the host has no more. @default - the host has it, or it was never made */
  readonly lost?: Attributes;
}

const LIMIT_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** The changes in a saved plan. @throws when Terraform cannot read it */
export async function changesIn(
  binary: string,
  folder: string,
  planFile: string,
  provider?: ProviderProgram,
): Promise<ResourceChange[]> {
  const command = terraformCommand(binary, ['show', '-json', planFile], provider);
  const { stdout } = await promisify(execFile)(command.binary, command.args, {
    cwd: folder,
    env: terraformEnvironment(),
    maxBuffer: LIMIT_BYTES,
    timeout: TIMEOUT_MS,
  });
  const { resource_changes: changes = [], resource_drift: drift = [] } = JSON.parse(stdout) as {
    resource_changes?: readonly ResourceChange[];
    /** What has become of resources since the state was written. */
    resource_drift?: readonly ResourceChange[];
  };
  const lost = new Map(
    drift
      .filter(({ change }) => change.actions.join() === 'delete')
      .map(({ address, change }) => [address, change.before]),
  );
  return changes
    .filter(({ change }) =>
      change.actions.some((action) => action !== 'no-op' && action !== 'read'),
    )
    .map((found) => {
      const before = lost.get(found.address);
      return before ? { ...found, lost: before } : found;
    });
}
