import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FleetRun, PlannedHost, readyHosts } from '../../../fleet/rollout/fleet-run';
import { HostTarget } from '../../../fleet/rollout/host/host-target';
import { PlanFolder } from '../../../fleet/rollout/reviewed/plan-folder';
import { ReviewedPlans } from '../../../fleet/rollout/reviewed/reviewed-plans';
import {
  BUNDLED_PROVIDERS,
  platform,
  programName,
} from '../../../lib/node/provider/bundled-provider';
import { recordedDigest } from '../../../lib/node/provider/provider-digest';
import { providerLock } from '../../../lib/node/provider/provider-lock';
import { ProviderMirror } from '../../../lib/node/provider/provider-mirror';
import { ProviderProgram } from '../../../lib/node/provider/provider-program';
import { findTerraform } from '../../../lib/node/terraform/terraform-binary';
import { isDistrust } from '../../../lib/node/file/trusted-path';
import { TestFleet } from '../../fleet/support/test-fleet';
import { SavedPlan } from '../programs/saved-plan';

jest.setTimeout(120_000);

let fleet: TestFleet;
let provider: ProviderProgram;
let hostile: SavedPlan;
beforeEach(async () => {
  fleet = TestFleet.of(2);
  provider = trusted(ProviderProgram.open());
  fleet.targets.forEach((target) => configure(target, 'reviewed'));
  hostile = new SavedPlan(folder());
});
afterEach(async () => {
  provider.close();
  fleet.remove();
});

const folder = () => join(fleet.folder, 'reviewed');

function trusted<T>(value: T): Exclude<T, { reason: string }> {
  if (isDistrust(value)) throw new Error(value.reason);
  return value as Exclude<T, { reason: string }>;
}

/** A stack of one resource that makes a file when it is made, and another one when it goes. */
function configure({ folder: stack, stateFile }: HostTarget, text: string): void {
  const source = BUNDLED_PROVIDERS.find(({ type }) => type === 'null')!;
  const command = (file: string) => ({ 'local-exec': { command: `echo ${text} >>${file}` } });
  const resource = {
    triggers: { text },
    provisioner: [command('made'), { 'local-exec': { command: 'echo >>gone', when: 'destroy' } }],
  };
  const terraform = {
    required_providers: { null: { source: source.source, version: source.version } },
    backend: { local: { path: stateFile } },
  };
  mkdirSync(dirname(stateFile), { recursive: true });
  writeFileSync(
    join(stack, 'cdk.tf.json'),
    JSON.stringify({ terraform, resource: { null_resource: { a: resource } } }),
  );
  ProviderMirror.make(fleet.project).linkFrom(stack);
  writeFileSync(
    join(stack, '.terraform.lock.hcl'),
    providerLock([source], [trusted(recordedDigest())]),
  );
}

/** Works as one command does, with the real Terraform and the real provider. */
async function during<T>(work: (run: FleetRun) => Promise<T>): Promise<T> {
  const binary = trusted(await findTerraform())!;
  const run = new FleetRun(fleet.targets, fleet.context({ binary, provider }), 2);
  try {
    return await work(run);
  } finally {
    run.end();
  }
}

/** Plans into the folder. */
async function review(destroy = false): Promise<void> {
  const plans = new PlanFolder(folder());
  plans.prepare();
  await during(async (run) =>
    plans.write(readyHosts(await run.plan(() => ({ destroy }))), { terraform: '' }),
  );
}

/** What was reviewed, applied where it is what would be done: the outcome of each host, or its failure. */
const deploy = () =>
  during(async (run) => {
    const reviewed = trusted(ReviewedPlans.open(folder()));
    const planned = await run.plan((target) => ({ reviewed: reviewed.of(target) }));
    const done = await run.apply(readyHosts(planned));
    return planned.map((host) => faultOf(host) ?? done.shift()?.outcome);
  });

const faultOf = ({ planned }: PlannedHost) =>
  planned?.kind === 'failed' ? planned.cause : undefined;
const text = (target: HostTarget, name: string) => {
  const file = join(target.folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
const planFile = (target: HostTarget) => join(folder(), `${target.host.stackId}.tfplan`);

test('plans are applied as they were reviewed, by the provider that was verified', async () => {
  await review();
  expect(await deploy()).toEqual(['done', 'done']);
  expect(fleet.targets.map((target) => text(target, 'made'))).toEqual(['reviewed\n', 'reviewed\n']);
  expect(text(fleet.first, '.terraform.lock.hcl')).toContain('hashes');
});

test('a destroying plan under the name of the reviewed one destroys nothing', async () => {
  await review();
  expect(await deploy()).toEqual(['done', 'done']);
  await review(true);
  const destroying = readFileSync(planFile(fleet.first));
  fleet.targets.forEach((target) => configure(target, 'changed'));
  await review();
  hostile.swapWithRecord(fleet.first.address, fleet.first.host.stackId, destroying);
  expect(await deploy()).toEqual([
    expect.stringContaining(
      'null_resource.a would be changed otherwise than in the plan that was reviewed; nothing was applied',
    ),
    'done',
  ]);
  expect(text(fleet.first, 'gone')).toBeUndefined();
  expect(text(fleet.first, 'made')).toBe('reviewed\n');
  expect(text(fleet.targets[1]!, 'made')).toBe('reviewed\nchanged\n');
});

test('a plan of the same change that runs another command runs it nowhere', async () => {
  const { folder: stack, host } = fleet.first;
  configure(fleet.first, 'reviewed');
  const reviewed = readFileSync(join(stack, 'cdk.tf.json'), 'utf8');
  writeFileSync(join(stack, 'cdk.tf.json'), reviewed.replace('>>made', '>>hostile'));
  await review();
  const planned = readFileSync(planFile(fleet.first));
  writeFileSync(join(stack, 'cdk.tf.json'), reviewed);
  await review();
  hostile.swapWithRecord(fleet.first.address, host.stackId, planned);
  expect(await deploy()).toEqual(['done', 'done']);
  expect(text(fleet.first, 'hostile')).toBeUndefined();
  expect(text(fleet.first, 'made')).toBe('reviewed\n');
});

test('a plan that was cut off is not read', async () => {
  await review();
  const { address, host } = fleet.first;
  hostile.swapWithRecord(
    address,
    host.stackId,
    readFileSync(planFile(fleet.first)).subarray(0, 99),
  );
  expect(await deploy()).toEqual([expect.stringContaining('the plan cannot be read'), 'done']);
});

test('Terraform alone refuses another program in the place of the provider that was built', async () => {
  const stack = fleet.first.folder;
  const [, other] = BUNDLED_PROVIDERS;
  const plugins = join(stack, 'plugins', other!.source, other!.version, platform());
  mkdirSync(plugins, { recursive: true });
  const binary = trusted(await findTerraform())!;
  copyFileSync('/bin/true', join(plugins, programName(other!)));
  const init = () =>
    execFileSync(
      binary.file,
      [
        'init',
        '-input=false',
        '-no-color',
        '-lockfile=readonly',
        `-plugin-dir=${join(stack, 'plugins')}`,
      ],
      { cwd: stack, stdio: 'pipe', encoding: 'utf8' },
    );
  expect(init).toThrow(/checksums/);
});
