import { delimiter, dirname } from 'node:path';
import { checkDeploymentNode } from '../../lib/check/deployment-node';
import { readConfiguration } from '../../lib/config/read-configuration';
import { Project } from '../../lib/node/project';
import { FleetProject } from '../cli/fleet-project';
import { OPENTOFU } from '../fleet/support/fake-terraform';

const CURE = 'install Terraform or OpenTofu 1.10 or newer, or name it in TERRAFORM_BINARY_NAME';

const { PATH } = process.env;
let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
  delete process.env.TERRAFORM_BINARY_NAME;
});
afterEach(() => {
  process.env.PATH = PATH;
  return project.remove();
});

/** What the check of this machine says of Terraform, with these programs alone in PATH. */
async function checkedTerraform(...files: string[]): Promise<unknown> {
  process.env.PATH = files.map((file) => dirname(file)).join(delimiter);
  const { configuration } = readConfiguration('quantum_server_config.xml');
  const folder = Project.of('quantum_server_config.xml');
  const { records } = await checkDeploymentNode(folder, configuration!);
  return records.find(({ id }) => id === 'deployment.terraform');
}

test('Terraform is found with its version', async () => {
  expect(await checkedTerraform(project.terraform.binary.file)).toMatchObject({
    verdict: 'pass',
    message: 'terraform 1.11.4',
  });
});

test('where there is OpenTofu alone, it is found, and what plain cdktf needs is said', async () => {
  project.terraform.does('version', OPENTOFU('1.10.10'));
  expect(await checkedTerraform(project.terraform.alsoNamed('tofu'))).toMatchObject({
    verdict: 'pass',
    message: 'tofu 1.10.10; plain cdktf needs TERRAFORM_BINARY_NAME=tofu',
  });
});

test('an OpenTofu that is too old is a failure', async () => {
  project.terraform.does('version', OPENTOFU('1.9.4'));
  expect(await checkedTerraform(project.terraform.alsoNamed('tofu'))).toMatchObject({
    verdict: 'fail',
    message: 'tofu is version 1.9.4, needed is 1.10 or newer',
    cure: CURE,
  });
});

test('so is neither of them', async () => {
  expect(await checkedTerraform()).toMatchObject({
    verdict: 'fail',
    message: 'neither terraform nor tofu is a program in PATH',
    cure: CURE,
  });
});
