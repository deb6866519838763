import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { isDistrust } from '../../../lib/node/file/trusted-path';
import {
  TerraformBinary,
  findTerraform,
  programText,
} from '../../../lib/node/terraform/terraform-binary';
import { TERRAFORM_BINARY } from '../../fixtures/terraform-binary';
import { OPENTOFU, TERRAFORM } from '../../fleet/support/fake-terraform';
import { FleetProject } from '../fleet-project';

const PROGRAM = resolve(__dirname, '..', '..', '..', 'dist', 'cli', 'quantum-kvm.js');

let project: FleetProject;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  environment = { ...process.env };
  project = await FleetProject.make();
});
afterEach(() => project.remove());

/** A program as quantum-kvm finds it; undefined: it is not there. */
async function found(name: string): Promise<TerraformBinary | undefined> {
  process.env.TERRAFORM_BINARY_NAME = name;
  const binary = await findTerraform();
  return isDistrust(binary) ? undefined : binary;
}

/** The other program than this, where it is there; else one that stands in for it in the same version. */
async function otherThan({ program, version }: TerraformBinary): Promise<TerraformBinary> {
  const name = program === 'Terraform' ? 'tofu' : 'terraform';
  const real = await found(name);
  if (real && real.program !== program) return real;
  project.terraform.does('version', (name === 'tofu' ? OPENTOFU : TERRAFORM)(version));
  return (await found(project.terraform.binary.file))!;
}

async function quantumKvm(binary: TerraformBinary, ...args: string[]) {
  const env = { ...environment, TERRAFORM_BINARY_NAME: binary.file };
  const options = { cwd: project.folder, env };
  const ended = await promisify(execFile)('node', [PROGRAM, ...args], options).catch((e) => e);
  return { exitCode: ended.code ?? 0, stderr: String(ended.stderr) };
}

test('plans that the real program made are refused by the other one, and nothing is applied', async () => {
  const made = (await found(TERRAFORM_BINARY))!;
  const other = await otherThan(made);
  expect((await quantumKvm(made, 'plan', '--out', 'reviewed')).exitCode).toBe(3);
  const { exitCode, stderr } = await quantumKvm(other, 'deploy', '--yes', '--plan', 'reviewed');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    `made with ${programText(made)}, and this is ${programText(other)}; nothing was applied`,
  );
  expect(project.terraform.calls('apply')).toEqual([]);
});
