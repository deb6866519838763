import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { terraformEnvironment } from './terraform/terraform-environment';
import { Distrust, pathDistrust } from './trusted-path';

/** The oldest release that the stacks are tried on; OpenTofu counts alike. */
export const MINIMUM_TERRAFORM = { major: 1, minor: 10 } as const;

const ANSWER_TIMEOUT_MS = 10_000;

export interface TerraformBinary {
  /** As it was named: a name in PATH or a path. */
  readonly name: string;
  /** What is started, absolute. */
  readonly file: string;
  /** `1.11.4` */
  readonly version: string;
}

/**
 * Terraform, or OpenTofu: `TERRAFORM_BINARY_NAME` where it is set (as for cdktf), else the first one installed.
 * One that others could change is not even asked for its version.
 */
export async function findTerraform(): Promise<TerraformBinary | Distrust | undefined> {
  const named = process.env.TERRAFORM_BINARY_NAME;
  for (const name of named ? [named] : ['terraform', 'tofu']) {
    const file = locate(name);
    if (file === undefined) continue;
    const distrust = pathDistrust(file);
    if (distrust) return distrust;
    const version = await versionOf(file);
    if (version !== undefined) return { name, file, version };
  }
  return undefined;
}

export function isSupported({ version }: Pick<TerraformBinary, 'version'>): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const { major: least, minor: leastMinor } = MINIMUM_TERRAFORM;
  return major > least || (major === least && minor >= leastMinor);
}

/** As a shell finds it, but never in the current folder for its being that. */
function locate(name: string): string | undefined {
  if (name.includes(sep)) return isProgram(resolve(name)) ? resolve(name) : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

async function versionOf(file: string): Promise<string | undefined> {
  try {
    const options = { timeout: ANSWER_TIMEOUT_MS, env: terraformEnvironment() };
    const { stdout } = await promisify(execFile)(file, ['version', '-json'], options);
    const { terraform_version: version } = JSON.parse(stdout) as { terraform_version?: string };
    return version;
  } catch {
    return undefined;
  }
}
