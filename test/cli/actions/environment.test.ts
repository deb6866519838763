import { readFileSync, readdirSync } from 'node:fs';
import { stackId } from '../../../lib/machine/stack-id';
import { ADDRESSES, FleetProject } from '../fleet-project';
import { quantumKvm } from '../terminal';

const [FIRST] = ADDRESSES;
const HARMFUL = {
  TF_WORKSPACE: 'prod',
  TF_CLI_ARGS_plan: '-target=null_resource.none',
  TF_VAR_password: 'secret',
  TF_LOG_PATH: '/tmp/elsewhere',
};

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
  project.check();
  Object.assign(process.env, HARMFUL);
});
afterEach(() => {
  Object.keys(HARMFUL).forEach((name) => Reflect.deleteProperty(process.env, name));
  return project.remove();
});

test('what would change the meaning of a run is left out and named once, without its value', async () => {
  const file = project.terraform.file('environment');
  project.terraform.does('plan', `env >'${file}'`, stackId(FIRST));
  const { exitCode, stderr } = await quantumKvm('destroy', '--yes');
  expect(exitCode).toBe(0);
  expect(stderr.match(/warning: Terraform runs without/g)).toHaveLength(1);
  expect(stderr).toContain('TF_CLI_ARGS_plan, TF_LOG_PATH, TF_VAR_password, TF_WORKSPACE');
  expect(stderr).not.toContain('secret');
  const seen = readFileSync(file, 'utf8');
  expect(seen).toMatch(/^TF_WORKSPACE=default$/m);
  expect(seen).not.toMatch(/prod|null_resource\.none|secret|elsewhere/);
});

test('settings of cdktf do not change what is synthesized', async () => {
  const settings = { SYNTH_HCL_OUTPUT: 'true', CDKTF_CONTEXT_JSON: 'no JSON' };
  Object.assign(process.env, settings);
  try {
    expect(await quantumKvm('plan', '--hosts', FIRST)).toMatchObject({ exitCode: 0 });
    expect(process.env).toMatchObject(settings);
  } finally {
    Object.keys(settings).forEach((name) => Reflect.deleteProperty(process.env, name));
  }
  const folder = `.quantum-kvm/${stackId(FIRST)}`;
  const [content = ''] = readdirSync(folder);
  expect(readdirSync(`${folder}/${content}`)).toContain('cdk.tf.json');
});
