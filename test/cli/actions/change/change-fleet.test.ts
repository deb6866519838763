import { writeFileSync } from 'node:fs';
import {
  announced,
  diagnostic,
  ONLINE,
  prints,
  RESTART,
} from '../../../fleet/support/fake-terraform';
import { until } from '../../../fleet/support/until';
import { ADDRESSES, FleetProject } from '../../fleet-project';
import { withOperator } from '../../operator';
import { quantumKvm } from '../../terminal';

const [FIRST, SECOND, THIRD] = ADDRESSES;

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

const applied = () =>
  project.terraform
    .calls('apply')
    .map((call) => call.split(' ')[0])
    .sort();
const ALL = ['host-127-0-12-1', 'host-127-0-12-2', 'host-127-0-12-3'];

test('what would change is shown and applied', async () => {
  project.terraform.finds([ONLINE]);
  const { exitCode, stdout, stderr } = await quantumKvm('deploy', '--yes');
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/autostart true (?:→|->) false/);
  expect(stdout).toContain('hosts: 3 done\n');
  expect(applied()).toEqual(ALL);
});

test('hosts that are as they should be are not asked about', async () => {
  const { exitCode, stdout } = await withOperator('', () => quantumKvm('deploy'));
  expect(exitCode).toBe(0);
  expect(stdout).toContain('hosts: 3 unchanged\n');
});

test.each([
  ['yes\n', 0, ALL, /hosts: 3 done/],
  ['no\n', 2, [], /^$/],
  [undefined, 2, [], /^$/],
])('the answer %j decides', async (typed, expected, hosts, told) => {
  project.terraform.finds([ONLINE]);
  const { exitCode, stdout, stderr } = await withOperator(typed, () => quantumKvm('deploy'));
  expect(stderr).toContain(
    'apply 3 changes on 3 hosts: vm021, vm022, vm023 (no restart)? yes/no: ',
  );
  expect(stderr.includes('quantum-kvm: nothing was changed')).toBe(exitCode !== 0);
  expect(exitCode).toBe(expected);
  expect(applied()).toEqual(hosts);
  expect(stdout).toMatch(told);
});

test('a host that failed is said to be left out, before anybody agrees', async () => {
  project.terraform.finds([ONLINE]);
  project.terraform.does('plan', 'exit 1', 'host-127-0-12-2');
  const { exitCode, stderr } = await withOperator('no\n', () => quantumKvm('deploy'));
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    'apply 2 changes on 2 hosts: vm021, vm023 (no restart; 1 failed host left out)? yes/no: ',
  );
  expect(exitCode).toBe(2);
});

test('whoever is asked sees the table, also where events are for a program', async () => {
  project.terraform.finds([ONLINE]);
  const { stderr } = await withOperator('no\n', () => quantumKvm('deploy', '--json'));
  expect(stderr).toMatch(/autostart true (?:→|->) false/);
  expect((await quantumKvm('deploy', '--json', '--yes')).stderr).toBe('');
});

test('where nobody can be asked nothing begins without --yes', async () => {
  const { exitCode, stderr } = await quantumKvm('deploy');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('say --yes');
  expect(project.terraform.calls()).toEqual([]);
});

test('a restart that was not allowed is refused before anything is applied', async () => {
  project.terraform.finds([RESTART], 'host-127-0-12-2');
  project.terraform.finds([ONLINE], 'host-127-0-12-1');
  const { exitCode, stderr } = await quantumKvm('deploy', '--yes');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    `this means restart: memory 128 → 192 GiB (${SECOND}); nothing was applied; add --allow restart if it is meant`,
  );
  expect(applied()).toEqual([]);
});

test('an allowed restart is applied, and its guest is waited for', async () => {
  project.terraform.finds([RESTART], 'host-127-0-12-2');
  const { exitCode } = await quantumKvm(
    ...['deploy', '--yes', '--allow', 'restart', '--health-check', 'test $QUANTUM_KVM_VM = vm022'],
  );
  expect(exitCode).toBe(0);
  expect(applied()).toEqual(['host-127-0-12-2']);
});

test('what is asked for by name needs no allowance', async () => {
  project.terraform.finds([RESTART]);
  const { exitCode } = await quantumKvm('destroy', '--yes');
  expect(exitCode).toBe(0);
  expect(project.terraform.calls('plan').every((call) => call.includes(' -destroy'))).toBe(true);
});

test('a host that fails is exit code 1, and the others are done', async () => {
  project.terraform.finds([ONLINE]);
  const error = prints(diagnostic('error', 'the disk is full'));
  project.terraform.does('apply', `${error}; exit 1`, 'host-127-0-12-1');
  const { exitCode, stdout } = await quantumKvm('deploy', '--yes');
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`${FIRST}: the disk is full\n`);
  expect(stdout).toContain('hosts: 1 failed, 2 done');
});

test('hosts that could not be planned stand in the result beside those that are done', async () => {
  project.terraform.finds([ONLINE]);
  project.terraform.does('plan', 'exit 1', 'host-127-0-12-2');
  const { exitCode, stdout } = await quantumKvm('deploy', '--yes', '--json');
  expect(exitCode).toBe(1);
  const document = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
  expect(document).toMatchObject({
    type: 'deploy',
    hosts: [
      { address: FIRST, outcome: 'done' },
      {
        address: SECOND,
        outcome: 'failed',
        cause: 'Terraform ended with exit code 1 and said nothing',
      },
      { address: THIRD, outcome: 'done' },
    ],
  });
});

test('Ctrl-C lets what runs end, names what was not begun, and is exit code 1', async () => {
  project.terraform.finds([ONLINE]);
  project.terraform.does('apply', 'hold');
  const ended = quantumKvm('deploy', '--yes', '--parallel', '1');
  await until(() => project.terraform.calls('apply').length > 0);
  process.emit('SIGINT');
  project.terraform.release();
  const { exitCode, stdout, stderr } = await ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no further host is begun; the running ones end what they do');
  expect(stdout).toContain(`hosts: 1 done, 2 not started; not started: ${SECOND}:${THIRD}\n`);
  expect(stderr).toContain(
    `deploy was interrupted; every host that was begun is completed; 2 hosts: ${SECOND}:${THIRD} were not begun; to go on, run "quantum-kvm deploy" with the same options\n`,
  );
});

test('Ctrl-C while hosts are planned asks nothing, applies nothing, and is exit code 1', async () => {
  project.terraform.finds([ONLINE]);
  project.terraform.does(
    'plan',
    `hold; echo "plan of $stack" >"$out"; ${announced([ONLINE])}; exit 2`,
  );
  const ended = quantumKvm('deploy', '--yes');
  await until(() => project.terraform.calls('plan').length === 3);
  process.emit('SIGINT');
  project.terraform.release();
  const { exitCode, stdout, stderr } = await ended;
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('deploy was interrupted; nothing was changed');
  expect(applied()).toEqual([]);
});

describe('what the provider warns of during an apply', () => {
  const cut = diagnostic('warning', 'Deleting the VM vm022 cut its power', 'It is lost.');
  const said = 'Deleting the VM vm022 cut its power: It is lost.';
  const warns = (code: number) =>
    project.terraform.does('apply', `${prints(cut, cut)}; exit ${code}`, 'host-127-0-12-2');
  beforeEach(() => project.terraform.finds([ONLINE], 'host-127-0-12-2'));

  test('stands in the result, once', async () => {
    warns(0);
    const { exitCode, stdout } = await quantumKvm('deploy', '--yes');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toContain(`${SECOND}: warning: ${said}`);
    expect(stdout.split('cut its power')).toHaveLength(2);
  });

  test('stands in JSON, also of a host that fails later', async () => {
    warns(1);
    const { stdout } = await quantumKvm('deploy', '--yes', '--json');
    const { hosts } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    expect(hosts[1]).toMatchObject({ address: SECOND, outcome: 'failed', warnings: [said] });
  });

  test('is not what the plan has warned of, which stands before the question', async () => {
    const stopped = prints(
      diagnostic('warning', 'The network does not run', 'Applying starts it.'),
    );
    const plan = `echo plan >"$out"; ${announced([ONLINE])}; ${stopped}; exit 2`;
    project.terraform.does('plan', plan, 'host-127-0-12-2');
    project.terraform.does('apply', `${announced([ONLINE])}; ${stopped}`, 'host-127-0-12-2');
    const { stdout, stderr } = await withOperator('yes\n', () => quantumKvm('deploy'));
    const told = `${SECOND}: warning: The network does not run: Applying starts it.`;
    expect(stderr.indexOf(told)).toBeGreaterThan(0);
    expect(stderr.indexOf(told)).toBeLessThan(stderr.indexOf('apply 1 change on 1 host'));
    expect(stdout.split('\n').filter((line) => line.includes('warning'))).toEqual([told]);
  });
});

describe('plans that were reviewed', () => {
  beforeEach(async () => {
    project.terraform.finds([ONLINE], 'host-127-0-12-2');
    await quantumKvm('plan', '--out', 'reviewed');
  });

  test('are applied to the hosts that they are for, and to no other', async () => {
    const { exitCode, stderr } = await quantumKvm('deploy', '--yes', '--plan', 'reviewed');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/autostart true (?:→|->) false/);
    expect(project.terraform.calls('plan')).toHaveLength(3 + 1);
    expect(applied()).toEqual(['host-127-0-12-2']);
  });

  test('are refused where the same change would do more to a guest than was reviewed', async () => {
    project.terraform.finds([RESTART], 'host-127-0-12-2');
    const options = ['--yes', '--allow', 'restart', '--plan', 'reviewed'];
    const { exitCode, stdout } = await quantumKvm('deploy', ...options);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `${SECOND}: the host's plan is not the one that was reviewed: it would do what was not reviewed: memory 128 → 192 GiB (restart); nothing was applied; plan and review again ("quantum-kvm plan --out NEW-FOLDER")\n`,
    );
    expect(applied()).toEqual([]);
  });

  test('are refused where nothing is to be done any more', async () => {
    project.terraform.does('plan', 'exit 0', 'host-127-0-12-2');
    const { exitCode, stdout } = await quantumKvm('deploy', '--yes', '--plan', 'reviewed');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('it would no longer do what was reviewed: autostart true → false');
  });

  describe('of a host that has moved since are not applied, and the others are', () => {
    beforeEach(async () => {
      project.terraform.finds([ONLINE]);
      await quantumKvm('plan', '--out', 'of-all');
    });
    const deploy = () => quantumKvm('deploy', '--yes', '--plan', 'of-all');
    const others = ALL.filter((stack) => stack !== 'host-127-0-12-2');

    test.each<[string, () => void]>([
      ['its state', () => project.holds(SECOND, [])],
      [
        'its facts in hosts.lock.json',
        () =>
          project.check(ADDRESSES, { [SECOND]: { os: { id: 'other', idLike: [], version: '1' } } }),
      ],
    ])('%s', async (what, move) => {
      move();
      const { exitCode, stdout } = await deploy();
      expect(exitCode).toBe(1);
      expect(stdout).toContain(
        `${SECOND}: not applied: changed since the plan was reviewed: ${what}; plan and review again ("quantum-kvm plan --out NEW-FOLDER")\n`,
      );
      expect(stdout).toContain('hosts: 2 done, 1 failed\n');
      expect(applied()).toEqual(others);
    });

    test('it is no longer in the range', async () => {
      project.configure([FIRST, THIRD]);
      const { exitCode, stdout } = await deploy();
      expect(exitCode).toBe(1);
      expect(stdout).toContain(
        `${SECOND}: kvm.host.range: not applied: the host is no longer in it`,
      );
      expect(stdout).toContain('hosts: 2 done, 1 failed\n');
      expect(applied()).toEqual(others);
    });

    test('it is known to be unusable', async () => {
      project.check([FIRST, THIRD]);
      const { exitCode, stdout } = await deploy();
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`${SECOND}: facts: hosts.lock.json has no facts of this host`);
      expect(applied()).toEqual(others);
    });

    test('all of them have', async () => {
      project.configure(ADDRESSES, { 'kvm.cpu.percentage': '50' });
      const { exitCode, stdout } = await deploy();
      expect(exitCode).toBe(1);
      expect(stdout).toContain(
        '3 hosts: 127.0.12.1:127.0.12.3: not applied: changed since the plan was reviewed: its configuration;',
      );
      expect(applied()).toEqual([]);
    });
  });

  test('are for the hosts they were made for', async () => {
    const { exitCode, stderr } = await quantumKvm(
      ...['deploy', '--yes', '--plan', 'reviewed', '--hosts', FIRST],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('leave out --hosts');
  });

  test('that cannot be read are exit code 2', async () => {
    writeFileSync('reviewed/plan.json', '{');
    const { exitCode, stderr } = await quantumKvm('deploy', '--yes', '--plan', 'reviewed');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no record of plans');
  });
});
