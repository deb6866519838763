import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { sep } from 'node:path';
import { promisify } from 'node:util';
import { terraformEnvironment } from './terraform-environment';
import { programInPath } from './program-in-path';
import type { TerraformProgram } from './state-text';
import { Distrust, pathDistrust } from '../file/trusted-path';

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
  /** Which of the two it is, whatever its name. @default - not known */
  readonly program?: TerraformProgram;
}

/** Which program it is, whatever its name: `OpenTofu 1.10.10`. */
export function programText({ name, program, version }: Omit<TerraformBinary, 'file'>): string {
  return `${program ?? name} ${version}`;
}

/**
 * Terraform, or OpenTofu: `TERRAFORM_BINARY_NAME` where it is set (as for cdktf), else the first one installed.
 * One that others could change is not even asked for its version.
 */
export async function findTerraform(): Promise<TerraformBinary | Distrust> {
  const named = process.env.TERRAFORM_BINARY_NAME;
  const faults: string[] = [];
  for (const name of named ? [named] : ['terraform', 'tofu']) {
    const file = programInPath(name);
    if (file === undefined) continue;
    const distrust = pathDistrust(file);
    if (distrust) return distrust;
    const answer = await versionOf(file);
    if (answer.fault === undefined) return { name, file, ...answer };
    faults.push(answer.fault);
  }
  return { reason: faults[0] ?? nowhere(named), cure: INSTALL };
}

const LEAST = `${MINIMUM_TERRAFORM.major}.${MINIMUM_TERRAFORM.minor}`;
const INSTALL = `install Terraform or OpenTofu ${LEAST} or newer, or name it in TERRAFORM_BINARY_NAME`;

/** Why there is no program to ask. */
function nowhere(named: string | undefined): string {
  if (!named) return 'neither terraform nor tofu is a program in PATH';
  if (!named.includes(sep))
    return `TERRAFORM_BINARY_NAME is ${named}, and no such program is in PATH`;
  try {
    accessSync(named, constants.X_OK);
    return `TERRAFORM_BINARY_NAME is ${named}, which is no regular file`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const fault = code === 'EACCES' ? 'which this user may not run' : 'which is not there';
    return `TERRAFORM_BINARY_NAME is ${named}, ${fault} (${code})`;
  }
}

/** Why a release is not used; undefined: it is. */
export function unsupported({ name, version }: TerraformBinary): Distrust | undefined {
  if (isSupported({ version })) return undefined;
  return { reason: `${name} is version ${version}, needed is ${LEAST} or newer`, cure: INSTALL };
}

export function isSupported({ version }: Pick<TerraformBinary, 'version'>): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const { major: least, minor: leastMinor } = MINIMUM_TERRAFORM;
  return major > least || (major === least && minor >= leastMinor);
}

type Answer =
  | { readonly version: string; readonly program: TerraformProgram; readonly fault?: undefined }
  | { readonly fault: string };

async function versionOf(file: string): Promise<Answer> {
  try {
    const options = { timeout: ANSWER_TIMEOUT_MS, env: terraformEnvironment() };
    const { stdout } = await promisify(execFile)(file, ['version', '-json'], options);
    const answer = JSON.parse(stdout) as { terraform_version?: string };
    const { terraform_version: version } = answer;
    if (version === undefined) return { fault: `${file} ${NO_TERRAFORM}` };
    // OpenTofu has nobody to ask whether there is a later one.
    return { version, program: 'terraform_outdated' in answer ? 'Terraform' : 'OpenTofu' };
  } catch (error) {
    return { fault: answerFault(file, error as ProgramError) };
  }
}

/** How a program did not answer: it did not start, ended otherwise, or said something else. */
interface ProgramError extends Omit<NodeJS.ErrnoException, 'code'> {
  readonly code?: string | number;
  readonly killed?: boolean;
}

const NO_TERRAFORM = 'does not answer "version -json" as Terraform does';

function answerFault(file: string, error: ProgramError): string {
  if (error.killed) return `${file} did not answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
  if (typeof error.code === 'number') return `${file} ${NO_TERRAFORM}: exit code ${error.code}`;
  if (typeof error.code === 'string') return `${file} cannot be started (${error.code})`;
  return `${file} ${NO_TERRAFORM}`;
}
