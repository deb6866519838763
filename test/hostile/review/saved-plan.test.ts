import { resourceAddress } from '../../fixtures/resource-address';
import { chownSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ResourceChange } from '../../../fleet/terraform/saved-plan';
import { stackId } from '../../../lib/machine/stack-id';
import { ADDRESSES, FleetProject } from '../../cli/fleet-project';
import { withOperator } from '../../cli/operator';
import { Ended, quantumKvm } from '../../cli/terminal';
import {
  ONLINE,
  RESTART,
  announced,
  machineUpdate,
  prints,
} from '../../fleet/support/fake-terraform';
import { SavedPlan } from '../programs/saved-plan';

const [FIRST, SECOND] = ADDRESSES;
const STACK = stackId(FIRST);
const OTHER = stackId(SECOND);
const VCPUS = machineUpdate({ vcpu_current: 1 }, { vcpu_current: 2 });

/** The VM goes, and its disk with it. */
const DESTROY: ResourceChange[] = ['libvirt_domain', 'libvirt_volume'].map((type) => ({
  address: resourceAddress(type, null),
  type,
  change: { actions: ['delete'], before: { name: 'vm021' }, after: null },
}));
const savedAs = (changes: readonly ResourceChange[]) =>
  `${JSON.stringify({ format_version: '1.2', resource_changes: changes })}\n`;

let project: FleetProject;
let hostile: SavedPlan;
beforeEach(async () => {
  project = await FleetProject.make();
  project.terraform.saves([ONLINE], STACK);
  project.terraform.saves([VCPUS], OTHER);
  project.terraform.does(
    'apply',
    'for file; do :; done; cp "$file" "$folder/applied.$stack"; echo "$file" >"$folder/applied"',
  );
  expect((await quantumKvm('plan', '--out', 'reviewed')).exitCode).toBe(3);
  hostile = new SavedPlan(join(project.folder, 'reviewed'));
});
afterEach(() => project.remove());

const deploy = (...options: string[]): Promise<Ended> =>
  quantumKvm('deploy', '--yes', '--plan', 'reviewed', ...options);
const applied = () =>
  project.terraform
    .calls('apply')
    .map((call) => call.split(' ')[0])
    .sort();

test('what nobody touched is applied', async () => {
  expect((await deploy()).exitCode).toBe(0);
  expect(applied()).toEqual([STACK, OTHER]);
});

describe('the other host is done, and this one refused, when its plan', () => {
  const ALLOW = ['--allow', 'restart,reinstall,data-loss'];

  test.each<[string, () => void, string]>([
    [
      'was swapped',
      () => hostile.swap(STACK, savedAs(DESTROY)),
      `${STACK}.tfplan is not the plan that was reviewed: its SHA-256 is `,
    ],
    [
      'was swapped together with its digest',
      () => hostile.swapWithRecord(FIRST, STACK, savedAs(DESTROY)),
      'libvirt_domain.A would be changed otherwise than in the plan that was reviewed',
    ],
    [
      'was swapped together with its digest and its table',
      () => {
        hostile.swapWithRecord(FIRST, STACK, savedAs(DESTROY));
        const changes = [{ text: 'VM removed', consequence: 'none' }];
        hostile.rewrite(({ hosts }) => Object.assign(hosts[FIRST]!, { changes }));
      },
      'it would do what was not reviewed: autostart true → false (online)',
    ],
    [
      'does more to the same resource',
      () =>
        hostile.swapWithRecord(
          FIRST,
          STACK,
          savedAs([machineUpdate({ autostart: true, memory: 1 }, { autostart: false, memory: 2 })]),
        ),
      'would be changed otherwise',
    ],
    [
      'is that of another host',
      () => hostile.exchange(FIRST, STACK, OTHER),
      'would be changed otherwise',
    ],
    ['was cut off', () => hostile.truncate(STACK), 'is not the plan that was reviewed'],
    [
      'was cut off, and its digest fits',
      () => hostile.swapWithRecord(FIRST, STACK, savedAs([ONLINE]).slice(0, 10)),
      'the plan cannot be read: ',
    ],
    [
      'is missing',
      () => hostile.take(STACK),
      `${STACK}.tfplan is missing; plan and review again (`,
    ],
    ['is a link', () => hostile.link(STACK), `${STACK}.tfplan is a symbolic link`],
    ['is a pipe', () => hostile.pipe(STACK), `${STACK}.tfplan is no regular file`],
    [
      'can be written by others',
      () => hostile.open(`${STACK}.tfplan`),
      `${STACK}.tfplan can be written by others than its owner (mode 0666); allowed is 0644`,
    ],
  ])('%s', async (_, attack, cause) => {
    attack();
    const { exitCode, stdout, stderr } = await deploy(...ALLOW);
    expect(stdout).toContain(cause);
    expect(stdout).toContain('hosts: 1 failed, 1 done');
    expect(stderr).not.toContain('data loss');
    expect(exitCode).toBe(1);
    expect(applied()).toEqual([OTHER]);
  });

  test('would restart the guest now, which it did not when it was reviewed', async () => {
    const restarts = announced([VCPUS], { vcpu_current: 'restart' });
    const plan = prints({ resource_changes: [VCPUS] });
    project.terraform.does('plan', `${plan} >"$out"; ${restarts}; exit 2`, OTHER);
    const { exitCode, stdout } = await deploy(...ALLOW);
    expect(stdout).toContain('it would do what was not reviewed: vCPUs 1 → 2 (restart)');
    expect(exitCode).toBe(1);
    expect(applied()).toEqual([STACK]);
  });
});

describe('nothing at all is applied when the folder', () => {
  const reviewed = () => join(project.folder, 'reviewed');

  test.each<[string, () => void, string]>([
    [
      'can be written by others',
      () => hostile.open(),
      'reviewed can be written by others than its owner (mode 0777); allowed is 0755; see who wrote it, then "chmod go-w ',
    ],
    [
      'has a record that others can write',
      () => hostile.open('plan.json'),
      'plan.json can be written by others',
    ],
    ['has a link for its record', () => hostile.linkRecord(), 'plan.json is a symbolic link'],
    [
      'has a record of another version',
      () => hostile.rewrite((record) => (record.version = 1)),
      'is no record of plans',
    ],
    [
      'names hosts that are none',
      () =>
        hostile.rewrite(({ hosts }) => (hosts['127.0.12.1,127.0.12.9\u001b[2J'] = hosts[FIRST]!)),
      'is no record of plans',
    ],
    [
      'holds text for the terminal',
      () =>
        hostile.rewrite(
          ({ hosts }) => (hosts[FIRST]!.changes[0]!.text = '\u001b[2Jall is well\u202e'),
        ),
      'is no record of plans',
    ],
    [
      'belongs to another user',
      () => chownSync(reviewed(), 12345, 12345),
      'belongs to the user with the number 12345; allowed are root and the user that runs this',
    ],
  ])('%s', async (_, attack, sentence) => {
    attack();
    const { exitCode, stdout, stderr } = await deploy();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
    expect(`${stdout}${stderr}`).not.toMatch(/(?!\n)\p{C}/u);
    expect(applied()).toEqual([]);
  });
});

test('a host that was never planned has moved', async () => {
  hostile.rewrite(({ hosts }) => (hosts[ADDRESSES[2]] = hosts[FIRST]!));
  const { exitCode, stdout } = await deploy();
  expect(stdout).toContain(
    `${ADDRESSES[2]}: not applied: changed since the plan was reviewed: its configuration;`,
  );
  expect(exitCode).toBe(1);
  expect(applied()).toEqual([STACK, OTHER]);
});

test('what is swapped once it was looked at is not applied', async () => {
  const swap = `echo swapped >'${join(project.folder, 'reviewed', `${STACK}.tfplan`)}'`;
  const plan = prints({ resource_changes: [ONLINE] });
  project.terraform.does('plan', `${swap}; ${plan} >"$out"; ${announced([ONLINE])}; exit 2`, STACK);
  const typed = withOperator('yes\n', () => quantumKvm('deploy', '--plan', 'reviewed'));
  const { stderr, exitCode } = await typed;
  expect(exitCode).toBe(0);
  expect(stderr).toContain('autostart true -> false');
  expect(readFileSync(project.terraform.file(`applied.${STACK}`), 'utf8')).not.toContain('swapped');
  const file = readFileSync(project.terraform.file('applied'), 'utf8').trim();
  expect(dirname(file)).not.toBe(join(project.folder, 'reviewed'));
});

test.each(['--plan', undefined])(
  'what is applied stands where nobody else can go: %s',
  async (option) => {
    project.terraform.does(
      'apply',
      'for file; do :; done; stat -c "%a %u" "${file%/*}" >"$folder/applied"',
    );
    const { exitCode } = await (option ? deploy() : quantumKvm('deploy', '--yes'));
    expect(exitCode).toBe(0);
    const uid = statSync(project.folder).uid;
    expect(readFileSync(project.terraform.file('applied'), 'utf8')).toBe(`700 ${uid}\n`);
  },
);

test('the plan of a deployment cannot be changed between the question and the apply', async () => {
  project.terraform.saves([RESTART], STACK);
  await quantumKvm('deploy', '--yes', '--allow', 'restart', '--health-check', 'true');
  const content = readFileSync(project.terraform.file(`applied.${STACK}`), 'utf8');
  expect(content).toBe(savedAs([RESTART]));
});
