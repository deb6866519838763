import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { HostRun } from '../../../../fleet/rollout/host/host-run';
import {
  announced,
  diagnostic,
  machineUpdate,
  ONLINE,
  prints,
  RESTART,
} from '../../support/fake-terraform';
import { TestFleet } from '../../support/test-fleet';

const STACK = 'host-127-0-12-1';
const AUTOSTART = {
  text: 'autostart true → false',
  consequence: 'online',
  property: 'kvm.autostart',
};

const MEMORY = {
  text: 'memory 128 → 192 GiB',
  consequence: 'restart',
  property: 'kvm.memory.size.gb',
};

let fleet: TestFleet;
beforeEach(async () => {
  fleet = TestFleet.of(1);
});
afterEach(() => fleet.remove());

const run = (...changes: Parameters<TestFleet['context']>) =>
  new HostRun(fleet.first, fleet.context(...changes));
const subcommands = () => fleet.terraform.calls().map((call) => call.split(' ')[1]);

/** What a plan says instead of its changes. */
async function faultOf(shell: string): Promise<string | undefined> {
  fleet.terraform.does('plan', shell);
  const planned = await run().plan({});
  return planned.kind === 'failed' ? planned.cause : undefined;
}

describe('before a plan', () => {
  test('the stack is initialized once, by the locked providers alone', async () => {
    await run().plan({});
    await run().plan({});
    expect(fleet.terraform.calls('init')).toEqual([
      `${STACK} init -input=false -json -reconfigure -lockfile=readonly`,
    ]);
    expect(fleet.terraform.calls('plan')).toHaveLength(2);
  });

  test('another version of Terraform initializes it again', async () => {
    await run().plan({});
    await run({ binary: { ...fleet.terraform.binary, version: '1.12.0' } }).plan({});
    expect(fleet.terraform.calls('init')).toHaveLength(2);
  });

  test('a stack that cannot be initialized is not planned, and is tried again', async () => {
    const error = diagnostic('error', 'Incompatible provider version');
    fleet.terraform.does('init', `mkdir .terraform; ${prints(error)}; exit 1`);
    expect(await run().plan({})).toEqual({
      kind: 'failed',
      cause: 'Incompatible provider version',
    });
    expect(subcommands()).toEqual(['init']);
    fleet.terraform.does('init', 'exit 0');
    expect(await run().plan({})).toMatchObject({ kind: 'planned' });
  });

  test('a host of which nothing is known is planned also when it does not answer, which is said', async () => {
    fleet.shutDown();
    expect(await run().plan({})).toMatchObject({
      kind: 'planned',
      note: 'not looked at: port 22 cannot be reached by SSH: connection refused',
    });
  });

  test('whether such a host has something to destroy is not known', async () => {
    fleet.shutDown();
    expect(await run().plan({ destroy: true })).toEqual({
      kind: 'failed',
      cause:
        'not looked at: port 22 cannot be reached by SSH: connection refused; whether it has VMs of this deployment is not known',
    });
    expect(fleet.terraform.calls()).toEqual([]);
  });

  test('a host is looked at first', async () => {
    fleet.deployed();
    expect(await run().plan({})).toMatchObject({ kind: 'planned' });
    expect(fleet.course()).toEqual(['connect 127.0.12.1', 'init 127.0.12.1', 'plan 127.0.12.1']);
  });

  test('a deployed host that does not answer is not planned', async () => {
    fleet.deployed();
    fleet.shutDown();
    const { port } = fleet.first.host.login;
    expect(await run().plan({})).toEqual({
      kind: 'failed',
      cause: `port ${port} cannot be reached by SSH: connection refused`,
    });
    expect(fleet.terraform.calls()).toEqual([]);
  });

  test('of a host that does not answer nothing is removed, which is said', async () => {
    fleet.deployed();
    fleet.shutDown();
    expect(await run().plan({ destroy: true })).toMatchObject({
      cause: expect.stringMatching(/connection refused; nothing of it was removed$/),
    });
  });
});

describe('a plan', () => {
  test('of a host as it should be has no changes, and is not read', async () => {
    expect(await run().plan({})).toMatchObject({ kind: 'planned', changes: [] });
    expect(fleet.terraform.calls('show')).toEqual([]);
  });

  test('tells its changes', async () => {
    fleet.terraform.finds([ONLINE, RESTART]);
    expect(await run().plan({})).toMatchObject({ kind: 'planned', changes: [AUTOSTART, MEMORY] });
  });

  test('tells what the provider announces of them', async () => {
    const change = machineUpdate({ vcpu_current: 2 }, { vcpu_current: 1 });
    fleet.terraform.finds([change]);
    expect(await run().plan({})).toMatchObject({ changes: [{ consequence: 'online' }] });
    const restarts = announced([change], { vcpu_current: 'restart' });
    fleet.terraform.does('plan', `echo plan >"$out"; ${restarts}; exit 2`);
    expect(await run().plan({})).toMatchObject({ changes: [{ consequence: 'restart' }] });
  });

  test('of outputs alone is a change that the host does not notice', async () => {
    fleet.terraform.finds([]);
    expect(await run().plan({})).toMatchObject({
      kind: 'planned',
      changes: [{ text: 'what Terraform records of it; nothing on the host', consequence: 'none' }],
    });
  });

  test.each([
    ['is no plan', 'echo "not JSON"'],
    ['is one that Terraform refuses', 'exit 1'],
  ])('that %s fails', async (_, shell) => {
    fleet.terraform.finds([ONLINE]);
    fleet.terraform.does('show', shell);
    expect(await run().plan({})).toMatchObject({
      kind: 'failed',
      cause: expect.stringMatching(/^the plan cannot be read: /),
    });
  });

  test.each([
    [
      'an error',
      `${prints(diagnostic('error', 'Reading the VM', 'refused'))}; exit 1`,
      'Reading the VM: refused',
    ],
    ['a crash', 'echo "panic: nil map"; exit 11', 'panic: nil map'],
    ['an exit code alone', 'exit 3', 'Terraform ended with exit code 3 and said nothing'],
    [
      'a signal',
      'kill -KILL $$',
      'Terraform was ended by SIGKILL; the same command completes what it began',
    ],
  ])('that ends with %s fails by it', async (_, shell, cause) => {
    expect(await faultOf(shell)).toBe(cause);
  });

  test('without a Terraform fails by that', async () => {
    const binary = { ...fleet.terraform.binary, file: join(fleet.folder, 'none') };
    expect(await run({ binary }).plan({})).toMatchObject({
      cause: expect.stringMatching(/^Terraform does not start: .*ENOENT/),
    });
  });

  test('waits for the lock of another one, and asks nobody', async () => {
    await run().plan({});
    expect(fleet.terraform.calls('plan')[0]).toContain(
      'plan -input=false -json -detailed-exitcode -lock-timeout=60s -out=',
    );
  });

  test('of a teardown is of what was chosen', async () => {
    await run().plan({ destroy: true, targets: ['libvirt_domain.A', 'libvirt_network.B'] });
    expect(fleet.terraform.calls('plan')[0]).toMatch(
      / -destroy -target=libvirt_domain\.A -target=libvirt_network\.B$/,
    );
  });

  test('stands in a folder that no other user can enter, and goes with it', async () => {
    const planned = await run().plan({});
    if (planned.kind === 'failed') throw new Error(planned.cause);
    expect(readFileSync(planned.file, 'utf8')).toBe(`plan of ${STACK}\n`);
    expect(statSync(dirname(planned.file)).mode & 0o777).toBe(0o700);
    fleet.plans.remove();
    expect(existsSync(dirname(planned.file))).toBe(false);
  });

  test('for which there is no place that others cannot change fails by that', async () => {
    const open = join(fleet.folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    const spy = jest.spyOn(os, 'tmpdir').mockReturnValue(open);
    const planned = await run().plan({});
    spy.mockRestore();
    expect(planned).toMatchObject({
      kind: 'failed',
      cause: expect.stringContaining(`${open} can be written by others than its owner (mode 0777)`),
    });
    expect(readdirSync(open)).toEqual([]);
    expect(subcommands()).toEqual(['init']);
  });
});
