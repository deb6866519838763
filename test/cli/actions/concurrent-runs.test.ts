import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeFleet } from '../../../cli/actions/change/change-fleet';
import { ChangeCommand } from '../../../cli/actions/change/fleet-change';
import { plan } from '../../../cli/actions/plan';
import { Refusal } from '../../../cli/actions/session/refusal';
import { status } from '../../../cli/actions/status';
import { Deployment } from '../../../stacks/deployment';
import { readDeploymentInput } from '../../../stacks/deployment-input';
import { ONLINE, announced, prints } from '../../fleet/support/fake-terraform';
import { until } from '../../fleet/support/until';
import { ADDRESSES, FleetProject } from '../fleet-project';

jest.setTimeout(120_000);

const [FIRST] = ADDRESSES;
const ROUNDS = Array.from({ length: 10 }, (_, round) => round + 1);
const OPTIONS = { parallel: 4, hostTimeout: 60, yes: true, allow: [] };
const DEPLOY: ChangeCommand = { name: 'deploy', choiceFor: () => ({}), needsAllowance: true };

let project: FleetProject;
let printed: string;
beforeEach(async () => {
  project = await FleetProject.make();
  printed = '';
  for (const stream of ['stdout', 'stderr'] as const) {
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
});
afterEach(() => project.remove());

/** Writes an XML beside the others. */
function configuration(name: string, memoryGib: number): void {
  project.configure([FIRST], { 'kvm.memory.size.gb': String(memoryGib) });
  writeFileSync(name, readFileSync('quantum_server_config.xml'), { mode: 0o600 });
}

/** Terraform notes how much memory the VM has in what it reads, at each plan and each apply. */
function memories(): () => number[] {
  const notes = join(project.folder, 'notes');
  const note = `grep -o '"memory": [0-9]*' cdk.tf.json >>'${notes}'`;
  project.terraform.does(
    'plan',
    `sleep 0.1; ${note}; echo plan >"$out"; ${announced([ONLINE])}; exit 2`,
  );
  project.terraform.does('show', prints({ resource_changes: [ONLINE] }));
  project.terraform.does('apply', note);
  return () =>
    (existsSync(notes) ? readFileSync(notes, 'utf8') : '')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : Number(line.split(' ')[1])));
}

const deploy = (config: string) => changeFleet(DEPLOY, { ...OPTIONS, config });
const codeOf = (result: number | Refusal) => (result instanceof Refusal ? result.exitCode : result);

describe.each(ROUNDS)('round %i', () => {
  test('two plans of different configurations have each their own', async () => {
    configuration('a.xml', 100);
    configuration('b.xml', 200);
    const read = memories();
    const runs = ['a.xml', 'b.xml'].map((config) => plan({ ...OPTIONS, config }));
    expect(await Promise.all(runs)).toEqual([3, 3]);
    expect(read().sort()).toEqual([100, 200]);
  });

  test('of two deployments one applies its own configuration, and the other is refused', async () => {
    configuration('a.xml', 100);
    configuration('b.xml', 200);
    const read = memories();
    const results = await Promise.all([deploy('a.xml'), deploy('b.xml')]);
    expect(results.map(codeOf)).toEqual([0, 1]);
    expect(read()).toEqual([100, 100]);
  });
});

test('who is refused reads who runs, since when, and what to do; afterwards nothing stands in the way', async () => {
  project.terraform.finds([ONLINE]);
  project.terraform.does('apply', 'hold');
  const running = deploy('quantum_server_config.xml');
  await until(() => project.terraform.calls('apply').length > 0);
  const refused = await deploy('quantum_server_config.xml');
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).lines.join()).toMatch(
    /deploy was not begun: "deploy" of \S+ on \S+, process \d+, since \d{4}-\S+Z, is running in \/.*\/project, and one run at a time may change it; wait until it has ended, or end it there/,
  );
  project.terraform.release();
  expect(await running).toBe(0);
  expect(codeOf(await deploy('quantum_server_config.xml'))).toBe(0);
  expect(printed).not.toContain('ended without completing');
});

test('a plan and a status beside a deployment work, and the deployment goes on with what it has planned', async () => {
  configuration('a.xml', 100);
  configuration('b.xml', 200);
  const read = memories();
  project.terraform.does('apply', 'hold');
  const running = deploy('a.xml');
  await until(() => project.terraform.calls('apply').length > 0);
  expect(await plan({ ...OPTIONS, config: 'b.xml' })).toBe(3);
  expect(await status({ parallel: 4, config: 'a.xml' })).toBe(1);
  expect(printed).not.toContain('was not begun');
  project.terraform.release();
  expect(await running).toBe(0);
  expect(read()).toEqual([100, 200]);
});

test('cdktf, which synthesizes another configuration meanwhile, changes nothing of a run', async () => {
  const read = memories();
  configuration('a.xml', 100);
  const running = deploy('a.xml');
  await until(() => existsSync(join(project.folder, 'notes')));
  configuration('b.xml', 200);
  new Deployment({ input: readDeploymentInput('b.xml') }).synth();
  const stack = join('cdktf.out', 'stacks', 'host-127-0-12-1', 'cdk.tf.json');
  expect(readFileSync(stack, 'utf8')).toContain('"memory": 200');
  expect(await running).toBe(0);
  expect(read()).toEqual([100, 100]);
});

test('a stack that is changed while the question waits is not applied', async () => {
  project.terraform.finds([ONLINE]);
  const changed = `for file in ../*/assets/*/*/install.sh; do echo exit >"$file"; done`;
  project.terraform.does('show', `${prints({ resource_changes: [ONLINE] })}\n${changed}`);
  expect(await deploy('quantum_server_config.xml')).toBe(1);
  expect(printed).toContain('install.sh was changed or removed after it was synthesized');
  expect(project.terraform.calls('apply')).toEqual([]);
});

test.each(['override.tf.json', 'x.auto.tfvars', 'more.tf', 'terraform.tfvars.json'])(
  'a %s that somebody puts beside a stack is named, and Terraform does not see it',
  async (name) => {
    expect(await plan({ ...OPTIONS, config: 'quantum_server_config.xml' })).toBe(0);
    project.terraform.forgetCalls();
    const [folder = ''] = foldersOf('host-127-0-12-1');
    writeFileSync(join(folder, name), '');
    expect(await plan({ ...OPTIONS, config: 'quantum_server_config.xml' })).toBe(1);
    expect(printed).toContain(`${name} would change what the stack means`);
    expect(project.terraform.calls().join()).not.toContain('host-127-0-12-1');
  },
);

function foldersOf(stackId: string): string[] {
  const parent = join(project.folder, '.quantum-kvm', stackId);
  return readdirSync(parent).map((name) => join(parent, name));
}

/** Terraform's record of where the state is. */
const INITIALIZE = `mkdir -p .terraform; touch .terraform/made
path=$(grep -o '"[^"]*/state/[^"]*"' cdk.tf.json)
echo '{"backend":{"type":"local","config":{"path":'"$path"'}}}' >.terraform/terraform.tfstate`;

test('a second run, and one with another configuration, initialize nothing again', async () => {
  project.terraform.does('init', INITIALIZE);
  configuration('a.xml', 100);
  configuration('b.xml', 200);
  for (const config of ['a.xml', 'a.xml', 'b.xml']) await plan({ ...OPTIONS, config });
  expect(project.terraform.calls('init')).toHaveLength(1);
  expect(foldersOf('host-127-0-12-1')).toHaveLength(2);
  for (const folder of foldersOf('host-127-0-12-1')) {
    expect(existsSync(join(folder, '.terraform', 'made'))).toBe(true);
  }
});
