import { existsSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { ALL_HOLDS_TEXT, lookLines } from '../../fleet/support/all-holds';
import { ResourceChange } from '../../../fleet/terraform/saved-plan';
import {
  ONLINE,
  PREPARE_AGAIN,
  RESTART,
  announced,
  diagnostic,
  prints,
} from '../../fleet/support/fake-terraform';
import { until } from '../../fleet/support/until';
import { ADDRESSES, FleetProject, resource } from '../fleet-project';
import { withOperator } from '../operator';
import { quantumKvm } from '../terminal';

const [FIRST, SECOND, THIRD] = ADDRESSES;
const STACK = 'host-127-0-12-1';
const UUID = '3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01';
const UNKNOWN = '3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a02';
const INSTALLATION = 'null_resource.A';

/** What a deployment leaves in the state of a host. */
const DEPLOYED = [
  resource('null_resource', {
    triggers: {
      ...{ QK_POOL_NAME: 'default', QK_POOL_PATH: '/var/lib/libvirt/images' },
      ...{ QK_VM_NAME: 'vm021', QK_VIRTUALIZATION_TYPE: 'kvm' },
    },
  }),
  resource('libvirt_volume', { pool: 'default', name: 'vm021.qcow2' }),
  resource('libvirt_domain', { name: 'vm021', uuid: UUID }),
];

/** A host on which one thing does not hold. */
const without = (name: string, word: string): string =>
  ALL_HOLDS_TEXT.replace(`LOOK\t${name}\theld\n`, `LOOK\t${name}\t${word}\n`);
const withMachine = (name: string, uuid = UUID): string =>
  lookLines(['libvirt', 'held'], ['machine', uuid, name, 'tagged', uuid, '']);
const POOL_GONE = without('pool', 'undefined');

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
  project.holds(FIRST, DEPLOYED);
});
afterEach(() => project.remove());

const plans = () => project.terraform.calls('plan').filter((call) => call.startsWith(STACK));
const onFirst = (subcommand: string) =>
  project.terraform.calls().filter((call) => call.startsWith(`${STACK} ${subcommand} `));
const applied = () => project.terraform.calls('apply').map((call) => call.split(' ')[0]);

/** The first host is as an apply leaves it, once there was one. */
function isHealedByApply(before: string, after = ALL_HOLDS_TEXT): void {
  const file = project.terraform.file('was-applied');
  project.terraform.does('apply', 'touch "$folder/was-applied"', STACK);
  project.looksLike(FIRST, () => (existsSync(file) ? after : before));
}

/** What the first plan of the first host does, and what those after it do. */
function plansOf(first: ResourceChange[], then: ResourceChange[]): void {
  project.terraform.saves(then, STACK);
  const script = (changes: ResourceChange[]) =>
    `echo '${JSON.stringify({ format_version: '1.2', resource_changes: changes })}' >"$out"\n${announced(changes)}\nexit ${changes.length > 0 ? 2 : 0}`;
  project.terraform.does(
    'plan',
    `if [ -e "$folder/was-applied" ]; then\n${script(then)}\nfi\n${script(first)}`,
    STACK,
  );
}

describe('what preparation made and is gone', () => {
  test.each([
    ['pool', 'manual', 'pool default does not start with the host'],
    ['given', 'gone', 'the record of the VM and its disks is gone'],
    ['group', 'gone', 'root is not in the group libvirt'],
    ['libvirt', 'manual', 'libvirt does not start with the host'],
  ])('%s %s: is a row of the plan beside all others', async (name, word, said) => {
    project.looksLike(FIRST, without(name, word));
    project.terraform.finds([PREPARE_AGAIN, ONLINE], STACK);
    const { exitCode, stdout } = await quantumKvm('plan');
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`prepare the host again: ${said}`);
    expect(stdout).toContain('autostart true → false');
    expect(plans()[0]).toMatch(new RegExp(` -replace=${INSTALLATION}$`));
    expect(plans()[0]).not.toContain('-target');
  });

  test.each([
    [POOL_GONE, 'pool default is gone'],
    [without('pool', 'inactive'), 'pool default is not running'],
    [lookLines(['libvirt', 'silent']), 'libvirt does not run'],
  ])('where nothing else can be read, the preparation alone is planned: %#', async (look, said) => {
    project.looksLike(FIRST, look);
    project.terraform.finds([PREPARE_AGAIN], STACK);
    const { exitCode, stdout } = await quantumKvm('plan');
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`prepare the host again: ${said}`);
    expect(stdout).toContain('what else is to be done is known when it is prepared');
    expect(plans()[0]).toMatch(
      new RegExp(` -target=null_resource.Preparation_\\S+ .*-replace=${INSTALLATION}$`),
    );
  });

  test('each of it is a row of its own', async () => {
    const look = lookLines(
      ['package', 'qemu-utils'],
      ['package', 'libvirt-clients'],
      ['libvirt', 'held'],
    );
    project.looksLike(FIRST, look);
    project.terraform.finds([PREPARE_AGAIN], STACK);
    const { stdout } = await quantumKvm('plan', '--json');
    const { rows } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    expect(rows.map(({ change }: { change: string }) => change)).toEqual([
      'prepare the host again: package qemu-utils is missing',
      'prepare the host again: package libvirt-clients is missing',
    ]);
  });

  test('a host that was never prepared has nothing that could be gone', async () => {
    project.looksLike(SECOND, POOL_GONE);
    await quantumKvm('plan', '--hosts', SECOND);
    expect(project.terraform.calls('plan')[0]).not.toContain('-replace');
  });

  test.each([
    ['folder', 'gone', 'the folder /var/lib/libvirt/images of the storage pool default is gone'],
    ['pool', 'elsewhere', 'the storage pool default of the host is no longer over'],
    ['libvirt', 'stuck', 'libvirt on the host runs and does not answer'],
  ])('%s %s: is nothing that preparation could put right', async (name, word, said) => {
    project.looksLike(FIRST, without(name, word));
    const { exitCode, stdout } = await quantumKvm('deploy', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${FIRST}: ${said}`);
    expect(plans()).toEqual([]);
  });

  test('deploy puts it right, and finds that nothing else is to be done', async () => {
    isHealedByApply(POOL_GONE);
    plansOf([PREPARE_AGAIN], []);
    const { exitCode, stdout, stderr } = await quantumKvm('deploy', '--yes');
    expect(stderr).toContain('prepare the host again: pool default is gone');
    expect(stdout).toContain('hosts: 1 done, 2 unchanged');
    expect(exitCode).toBe(0);
    expect(applied()).toEqual([STACK]);
    expect(plans()).toHaveLength(2);
    expect(plans()[1]).not.toMatch(/-replace|-target/);
  });

  test('what deploy finds then is asked for, and applied too', async () => {
    isHealedByApply(POOL_GONE);
    plansOf([PREPARE_AGAIN], [ONLINE]);
    const { exitCode, stderr } = await withOperator('yes\n', async () => {
      const ended = quantumKvm('deploy', '--hosts', FIRST);
      await until(() => plans().length === 2);
      (process.stdin as unknown as PassThrough).write('yes\n');
      return ended;
    });
    expect(stderr).toContain('autostart true -> false');
    expect(exitCode).toBe(0);
    expect(applied()).toEqual([STACK, STACK]);
  });

  test('what is not allowed then is left, and named', async () => {
    isHealedByApply(POOL_GONE);
    plansOf([PREPARE_AGAIN], [RESTART]);
    const { exitCode, stdout } = await quantumKvm('deploy', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `${FIRST}: prepared again, but not all is done: this means restart: memory 128 → 192 GiB (${FIRST}); it was not done; add --allow restart if it is meant`,
    );
    expect(applied()).toEqual([STACK]);
  });

  test('where it is gone still, the host has failed', async () => {
    project.looksLike(FIRST, POOL_GONE);
    plansOf([PREPARE_AGAIN], []);
    const { exitCode, stdout } = await quantumKvm('deploy', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${FIRST}: it was prepared, and still pool default is gone\n`);
  });

  test('prepare looks, and prepares again', async () => {
    isHealedByApply(POOL_GONE);
    plansOf([PREPARE_AGAIN], []);
    const { exitCode, stderr } = await quantumKvm('prepare', '--yes', '--hosts', FIRST);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('prepare the host again: pool default is gone');
    expect(plans()).toHaveLength(1);
  });

  test('destroy fails with what is gone, and removes nothing', async () => {
    project.looksLike(FIRST, POOL_GONE);
    const { exitCode, stdout } = await quantumKvm('destroy', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `${FIRST}: pool default is gone; in the state it holds default/vm021.qcow2; nothing of it was removed; run "quantum-kvm prepare", then the same command again\n`,
    );
    expect(plans()).toEqual([]);
  });

  test('reviewed is the preparation; what is known after it is reviewed again', async () => {
    isHealedByApply(POOL_GONE);
    plansOf([PREPARE_AGAIN], [ONLINE]);
    await quantumKvm('plan', '--out', 'reviewed');
    const { exitCode, stdout } = await quantumKvm('deploy', '--yes', '--plan', 'reviewed');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'it was not reviewed; plan and review again ("quantum-kvm plan --out NEW-FOLDER")',
    );
    expect(applied()).toEqual([STACK]);
  });
});

describe('a VM of this deployment that the state does not hold', () => {
  test.each(['plan', 'deploy', 'destroy'])('fails %s with its name and the cure', async (name) => {
    project.looksLike(SECOND, withMachine('vm022', UNKNOWN));
    const yes = name === 'plan' ? [] : ['--yes'];
    const { exitCode, stdout } = await quantumKvm(name, ...yes);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `${SECOND}: the host has the VM vm022 (UUID ${UNKNOWN}) of this deployment`,
    );
    expect(stdout).toContain('"quantum-kvm adopt"');
    expect(stdout).toContain('hosts: 2 unchanged, 1 failed');
    expect(project.terraform.calls('plan')).toHaveLength(2);
  });

  test('is no matter where it is in the state, or not of this deployment', async () => {
    project.looksLike(FIRST, withMachine('vm021'));
    project.looksLike(SECOND, withMachine('other', UNKNOWN));
    project.looksLike(
      THIRD,
      lookLines(['libvirt', 'held'], ['machine', UNKNOWN, 'vm023', '', '', '']),
    );
    const { exitCode } = await quantumKvm('destroy', '--yes');
    expect(exitCode).toBe(0);
  });

  test('is no matter to prepare', async () => {
    project.looksLike(SECOND, withMachine('vm022', UNKNOWN));
    expect((await quantumKvm('prepare', '--yes')).exitCode).toBe(0);
  });

  describe('and whose disk it holds, as a deployment leaves it that was ended', () => {
    const TAKEN_OVER = 'VM taken over, which a deployment that was ended has made';

    beforeEach(() => {
      project.holds(FIRST, DEPLOYED.slice(0, 2));
      project.looksLike(FIRST, withMachine('vm021'));
    });

    test('is imported by plan and deploy, with what that means for its guest', async () => {
      project.terraform.finds([RESTART], STACK);
      const { exitCode, stdout } = await quantumKvm('plan', '--hosts', FIRST);
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(new RegExp(`${TAKEN_OVER} .* none`));
      expect(stdout).toMatch(/128 → 192 GiB .* restart/);
      expect(stdout).not.toContain('new VM');
      expect((await quantumKvm('deploy', '--yes', '--hosts', FIRST)).exitCode).toBe(2);
      expect(applied()).toEqual([]);
    });

    test('is imported by its UUID', async () => {
      project.terraform.does('plan', `cp cdk.tf.json "$folder/planned"; exit 0`, STACK);
      await quantumKvm('plan', '--hosts', FIRST);
      const { import: imports } = JSON.parse(
        readFileSync(project.terraform.file('planned'), 'utf8'),
      );
      expect(imports).toEqual([{ to: expect.stringMatching(/^libvirt_domain\./), id: UUID }]);
    });

    test('is removed by destroy, and not by one that keeps disks', async () => {
      expect((await quantumKvm('destroy', '--yes', '--keep-disks')).exitCode).toBe(1);
      expect(applied()).toEqual([]);
      const { stdout, stderr } = await quantumKvm('destroy', '--yes', '--hosts', FIRST);
      expect(stderr).toContain('VM removed, which a deployment that was ended has left');
      // It is looked for afterwards, and here the host goes on saying that it runs.
      expect(stdout).toContain('the VM was removed, but the host has a VM vm021 again');
      expect(onFirst('import')[0]).toMatch(new RegExp(` libvirt_domain\\.\\S+ ${UUID}$`));
      expect(onFirst('apply').map((call) => call.split(' ').at(-1))).toEqual(['-destroy']);
    });
  });
});

describe('what a deployment has left that was ended before it could note it', () => {
  beforeEach(() =>
    project.looksLike(
      SECOND,
      lookLines(
        ...[
          ['libvirt', 'held'],
          ['volume', 'vm022.qcow2', '200000'],
        ],
        ...[
          ['volume', 'vm022-install.iso', '9000000'],
          ['network', 'quantum-br0', ''],
        ],
      ),
    ),
  );

  test('is removed by destroy, once the provider has taken it over', async () => {
    const { exitCode, stderr } = await quantumKvm('destroy', '--yes', '--hosts', SECOND);
    expect(stderr).toContain('volume vm022.qcow2 removed, which a deployment');
    expect(exitCode).toBe(0);
    const [first, last, ...others] = project.terraform.calls('apply');
    expect(first).toMatch(/ -target=libvirt_volume\.\S+ -target=libvirt_network\.\S+$/);
    expect(last).toMatch(/ -destroy$/);
    expect(others).toEqual([]);
  });

  test('stays where the provider does not take it over', async () => {
    project.terraform.does('apply', prints(diagnostic('error', 'not ours')) + '\nexit 1');
    const { exitCode, stdout } = await quantumKvm('destroy', '--yes', '--hosts', SECOND);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('not ours');
    expect(project.terraform.calls('apply')).toHaveLength(1);
  });
});

test('a disk that holds data and is in no state is told, and is neither taken nor removed', async () => {
  project.looksLike(SECOND, lookLines(['libvirt', 'held'], ['volume', 'vm022.qcow2', '90000000']));
  const planned = await quantumKvm('plan', '--hosts', SECOND);
  expect(planned.exitCode).toBe(1);
  expect(planned.stdout).toContain('a volume vm022.qcow2, which holds data');
  const destroyed = await quantumKvm('destroy', '--yes', '--hosts', SECOND);
  expect(destroyed.exitCode).toBe(0);
  expect(destroyed.stdout).toContain('default/vm022.qcow2, which holds data');
  expect(applied()).toEqual([]);
});

test('a host that cannot be asked whether it has VMs is no host without', async () => {
  await project.shutDown(SECOND);
  const { exitCode, stdout } = await quantumKvm('destroy', '--yes');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${SECOND}: not looked at: port \\d+ cannot be reached`, 'm'));
});

test('such a host keeps no other from being planned', async () => {
  await project.shutDown(SECOND);
  project.terraform.finds([ONLINE]);
  const { exitCode, stdout } = await quantumKvm('plan');
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(new RegExp(`^${SECOND}: not looked at: port \\d+ cannot be reached`, 'm'));
});

test('a command that changes nothing logs in once', async () => {
  await quantumKvm('deploy', '--yes', '--hosts', SECOND);
  const once = project.logins(SECOND).length;
  await quantumKvm('plan', '--hosts', SECOND);
  expect(project.logins(SECOND)).toHaveLength(2 * once);
});

test('what is planned and applied at once is looked at once before', async () => {
  project.terraform.finds([ONLINE]);
  let looks = 0;
  project.looksLike(SECOND, () => {
    looks += 1;
    return ALL_HOLDS_TEXT;
  });
  await quantumKvm('deploy', '--yes', '--hosts', SECOND);
  expect(looks).toBe(1);
});
