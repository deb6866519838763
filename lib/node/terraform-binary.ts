import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The oldest release that the stacks are tried on; OpenTofu counts alike. */
export const MINIMUM_TERRAFORM = { major: 1, minor: 10 } as const;

const ANSWER_TIMEOUT_MS = 10_000;

export interface TerraformBinary {
  /** As it is called: a name in PATH or a path. */
  readonly name: string;
  /** `1.11.4` */
  readonly version: string;
}

/** Terraform, or OpenTofu: `TERRAFORM_BINARY_NAME` where it is set (as for cdktf), else the first one installed. */
export async function findTerraform(): Promise<TerraformBinary | undefined> {
  const named = process.env.TERRAFORM_BINARY_NAME;
  for (const name of named ? [named] : ['terraform', 'tofu']) {
    const version = await versionOf(name);
    if (version !== undefined) return { name, version };
  }
  return undefined;
}

export function isSupported({ version }: TerraformBinary): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const { major: least, minor: leastMinor } = MINIMUM_TERRAFORM;
  return major > least || (major === least && minor >= leastMinor);
}

async function versionOf(name: string): Promise<string | undefined> {
  try {
    const env = { ...process.env, CHECKPOINT_DISABLE: '1' };
    const options = { timeout: ANSWER_TIMEOUT_MS, env };
    const { stdout } = await promisify(execFile)(name, ['version', '-json'], options);
    const { terraform_version: version } = JSON.parse(stdout) as { terraform_version?: string };
    return version;
  } catch {
    return undefined;
  }
}
