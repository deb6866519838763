import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ONLINE, OPENTOFU, TERRAFORM } from '../../fleet/support/fake-terraform';
import { ADDRESSES, FleetProject } from '../fleet-project';
import { withOperator } from '../operator';
import { Ended, quantumKvm } from '../terminal';

const [FIRST] = ADDRESSES;
const documentOf = ({ stdout }: Ended) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
const linesOf = ({ stdout }: Ended) => stdout.trimEnd().split('\n');

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
  project.terraform.finds([ONLINE], 'host-127-0-12-1');
});
afterEach(() => project.remove());

const kept = (text: string) => /^plans in reviewed: sha256:[0-9a-f]{16}/m.exec(text)?.[0];

test('plan ends with the digest of its folder and with the command, and deploy repeats the digest', async () => {
  const planned = await quantumKvm('plan', '--out', 'reviewed');
  const [digest, how, command] = linesOf(planned).slice(-3);
  expect(digest).toBe(kept(planned.stdout));
  expect([how, command]).toEqual([
    'to apply exactly these:',
    '  quantum-kvm deploy --plan reviewed',
  ]);
  const applied = await withOperator('yes\n', () =>
    quantumKvm(...command!.trim().split(' ').slice(1)),
  );
  expect(applied.exitCode).toBe(0);
  expect(kept(applied.stderr)).toBe(digest);
  expect(applied.stderr).toContain(`${digest!.split(' ').at(-1)})?`);
  expect(kept(applied.stdout)).toBe(digest);
});

test('in JSON plan and deploy have the whole digest, and plan the command', async () => {
  const { plans } = documentOf(await quantumKvm('plan', '--json', '--out', 'reviewed'));
  expect(plans).toEqual({
    folder: 'reviewed',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    command: 'quantum-kvm deploy --plan reviewed',
  });
  const deployed = await quantumKvm('deploy', '--yes', '--json', '--plan', 'reviewed');
  expect(documentOf(deployed)).toMatchObject({
    type: 'deploy',
    version: 1,
    plans: { folder: 'reviewed', digest: plans.digest },
    hosts: [{ address: FIRST, outcome: 'done' }],
  });
});

test('the command has the configuration that was named, as a shell reads it', async () => {
  const config = 'quantum_server_config.xml';
  const { stdout } = await quantumKvm(
    ...['plan', '--markdown', '--out', "it's reviewed", '--config', `./${config}`],
  );
  expect(stdout).toContain(
    `\n    quantum-kvm deploy --plan 'it'\\''s reviewed' --config ./${config}\n`,
  );
  expect(stdout).toMatch(/^Plans in `it's reviewed`: `sha256:[0-9a-f]{16}`$/m);
});

describe('the digest is another', () => {
  const folder = 'reviewed';
  const digestNow = async () => {
    const ended = await quantumKvm('deploy', '--yes', '--json', '--plan', folder);
    return documentOf(ended).plans.digest as string;
  };
  let before: string;
  beforeEach(async () => {
    before = documentOf(await quantumKvm('plan', '--json', '--out', folder)).plans.digest;
  });

  test.each<[string, () => void]>([
    ['the record', () => appendFileSync(join(folder, 'plan.json'), '\n')],
    ['a plan', () => appendFileSync(join(folder, 'host-127-0-12-1.tfplan'), ' ')],
    ['a file more', () => writeFileSync(join(folder, 'note'), '')],
  ])('with %s changed', async (_, change) => {
    change();
    expect(await digestNow()).not.toBe(before);
  });

  test('a plan that differs is not applied, whatever the digest says', async () => {
    appendFileSync(join(folder, 'host-127-0-12-1.tfplan'), ' ');
    await digestNow();
    expect(project.terraform.calls('apply')).toEqual([]);
  });
});

test.each([[[]], [['--json']]])(
  'plans that change nothing are applied as such: %j',
  async (options) => {
    for (const address of ADDRESSES) {
      project.terraform.does('plan', 'exit 0', `host-${address.replaceAll('.', '-')}`);
    }
    const planned = await quantumKvm('plan', '--out', 'reviewed');
    expect(readdirSync('reviewed')).toEqual(['plan.json']);
    expect(JSON.parse(readFileSync('reviewed/plan.json', 'utf8')).hosts).toEqual({});
    project.terraform.forgetCalls();
    const ended = await quantumKvm('deploy', '--yes', '--plan', 'reviewed', ...options);
    expect(ended.exitCode).toBe(0);
    expect(project.terraform.calls()).toEqual([]);
    if (options.length > 0)
      expect(documentOf(ended)).toMatchObject({ hosts: [], plans: { folder: 'reviewed' } });
    else expect(ended.stdout).toBe(`${kept(planned.stdout)}; they change nothing\n`);
  },
);

test.each([
  ['Terraform', TERRAFORM('1.11.4'), 'OpenTofu', OPENTOFU('1.11.4')],
  ['OpenTofu', OPENTOFU('1.11.4'), 'Terraform', TERRAFORM('1.11.4')],
])(
  'plans of %s are not applied by another program of the same name and version',
  async (made, first, found, second) => {
    project.terraform.does('version', first);
    await quantumKvm('plan', '--out', 'reviewed');
    project.terraform.does('version', second);
    project.terraform.forgetCalls();
    const { exitCode, stderr } = await quantumKvm('deploy', '--yes', '--plan', 'reviewed');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `made with ${made} 1.11.4, and this is ${found} 1.11.4; nothing was applied; plan and review again`,
    );
    expect(project.terraform.calls('plan')).toEqual([]);
    expect(project.terraform.calls('apply')).toEqual([]);
  },
);

test('plans are applied by the same program under another name', async () => {
  await quantumKvm('plan', '--out', 'reviewed');
  process.env.TERRAFORM_BINARY_NAME = project.terraform.alsoNamed('tofu');
  const { exitCode } = await quantumKvm('deploy', '--yes', '--plan', 'reviewed');
  expect(exitCode).toBe(0);
});
