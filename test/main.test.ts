import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stackId } from '../lib/machine/stack-id';
import { Project } from '../lib/node/project';
import { RunLock } from '../lib/node/run-lock';
import { ADDRESSES, FleetProject } from './cli/fleet-project';

const [FIRST] = ADDRESSES;

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

/** Runs main.ts as cdktf does, in the folder of the project: its exit code, and what it says. */
async function synthesized(variables: Record<string, string> = {}) {
  let said = '';
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  Object.assign(process.env, variables);
  try {
    await jest.isolateModulesAsync(async () => void (await import('../main')));
    return { exitCode: 0, said };
  } catch (error) {
    const code = /^exit (\d)$/.exec((error as Error).message)?.[1];
    if (code === undefined) throw error;
    return { exitCode: Number(code), said };
  } finally {
    Object.keys(variables).forEach((name) => Reflect.deleteProperty(process.env, name));
    [write, exit].forEach((spy) => spy.mockRestore());
  }
}

const stack = () => join('cdktf.out', 'stacks', stackId(FIRST));

test('cdktf synthesizes in an ordinary environment, that of Azure Pipelines too', async () => {
  const ordinary = { TF_BUILD: 'True', TF_IN_AUTOMATION: '1', TF_VAR_other: 'x', TF_LOG: 'info' };
  expect(await synthesized(ordinary)).toEqual({ exitCode: 0, said: '' });
  expect(existsSync(join(stack(), 'cdk.tf.json'))).toBe(true);
});

test('beside a run of quantum-kvm cdktf says who runs, and synthesizes', async () => {
  const lock = RunLock.take(Project.of('quantum_server_config.xml'), 'deploy');
  const { exitCode, said } = await synthesized();
  expect(exitCode).toBe(0);
  expect(said).toMatch(/^note: "deploy" of .* process \d+, since .* is running in /);
  (lock as RunLock).release();
  expect(await synthesized()).toEqual({ exitCode: 0, said: '' });
});

test('where only tofu is in PATH, cdktf is told once how to find it, and synthesizes', async () => {
  delete process.env.TERRAFORM_BINARY_NAME;
  const { PATH } = process.env;
  process.env.PATH = dirname(project.terraform.alsoNamed('tofu'));
  const { exitCode, said } = await synthesized();
  process.env.PATH = PATH;
  expect(exitCode).toBe(0);
  expect(said).toBe(
    'note: only tofu is in PATH: cdktf needs TERRAFORM_BINARY_NAME=tofu; run "export TERRAFORM_BINARY_NAME=tofu" first\n',
  );
});

test('with variables that change what Terraform does, nothing is synthesized', async () => {
  const harmful = { TF_WORKSPACE: 'prod', TF_CLI_ARGS_destroy: '-target=a.b' };
  const { exitCode, said } = await synthesized(harmful);
  expect(exitCode).toBe(2);
  expect(said).toBe(
    'TF_CLI_ARGS_destroy, TF_WORKSPACE in the environment would change what Terraform does with the stacks; ' +
      'unset it ("unset TF_CLI_ARGS_destroy TF_WORKSPACE"), or use quantum-kvm, which runs Terraform without it\n',
  );
  expect(existsSync(stack())).toBe(false);
});

test.each([
  ['.terraform/environment', 'prod', 'selects the workspace "prod"'],
  ['override.tf', '', 'would change what the stack means'],
  ['.terraform/terraform.tfstate', '{"backend":{"type":"http"}}', 'the state is "of type http"'],
])('%s in the folder of a stack is named, and cdktf stops', async (name, text, sentence) => {
  mkdirSync(join(stack(), '.terraform'), { recursive: true });
  writeFileSync(join(stack(), name), text);
  const { exitCode, said } = await synthesized();
  expect(exitCode).toBe(2);
  expect(said).toContain(sentence);
});

test.each([
  ['an empty state', () => project.stateFile(FIRST), 'the state is empty'],
  ['an errored state', () => join(stack(), 'errored.tfstate'), 'Terraform could write neither'],
])('%s is the failure of its host', async (_, file, sentence) => {
  mkdirSync(dirname(file()), { recursive: true });
  writeFileSync(file(), '');
  const { exitCode, said } = await synthesized();
  expect(exitCode).toBe(1);
  expect(said).toMatch(new RegExp(`^${FIRST}: .*${sentence}`, 'm'));
});

test('a CLI configuration that hides the bundled providers is told', async () => {
  writeFileSync('terraform.rc', 'provider_installation {\n  direct {\n  }\n}\n');
  const { exitCode, said } = await synthesized({ TF_CLI_CONFIG_FILE: 'terraform.rc' });
  expect(exitCode).toBe(0);
  expect(said).toMatch(/^warning: terraform\.rc has a provider_installation block, .*; add to the/);
});
