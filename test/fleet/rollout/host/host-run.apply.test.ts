import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostRun } from '../../../../fleet/rollout/host/host-run';
import { ONLINE, prints } from '../../support/fake-terraform';
import { TestFleet } from '../../support/test-fleet';

const STACK = 'host-127-0-12-1';

let fleet: TestFleet;
beforeEach(async () => {
  fleet = TestFleet.of(1);
});
afterEach(() => fleet.remove());

const run = (...changes: Parameters<TestFleet['context']>) =>
  new HostRun(fleet.first, fleet.context(...changes));
const saved = () => join(fleet.folder, 'saved.tfplan');

test('an apply is of exactly the plan that was saved', async () => {
  writeFileSync(saved(), 'as it was reviewed');
  fleet.terraform.does('apply', `for file; do :; done; cp "$file" '${fleet.folder}/applied'`);
  expect(await run().apply(saved())).toEqual({ kind: 'done' });
  expect(readFileSync(join(fleet.folder, 'applied'), 'utf8')).toBe('as it was reviewed');
  expect(fleet.terraform.calls('plan')).toEqual([]);
  expect(fleet.terraform.calls('apply')).toEqual([
    `${STACK} apply -input=false -json -lock-timeout=60s ${saved()}`,
  ]);
});

test('an apply to a host that does not answer is not begun', async () => {
  fleet.shutDown();
  expect(await run().apply(saved())).toMatchObject({
    kind: 'failed',
    cause: expect.stringContaining('connection refused'),
  });
  expect(fleet.terraform.calls()).toEqual([]);
});

test('all that Terraform says of an apply is told while it runs', async () => {
  const creating = { type: 'apply_start', '@message': 'Creating', hook: { action: 'create' } };
  fleet.terraform.does('apply', prints(creating));
  await run().apply(saved());
  expect(fleet.events).toContainEqual({
    kind: 'terraform',
    address: '127.0.12.1',
    event: creating,
  });
});

test('an apply that ends with 2 has failed: changes are found by plans alone', async () => {
  fleet.terraform.does('apply', 'exit 2');
  expect(await run().apply(saved())).toEqual({
    kind: 'failed',
    cause: 'Terraform ended with exit code 2 and said nothing',
  });
});

test('an apply that takes too long is asked to stop', async () => {
  fleet.terraform.does('apply', "trap 'exit 1' INT; hold");
  expect(await run({ applyLimitSeconds: 0.1 }).apply(saved())).toEqual({
    kind: 'failed',
    cause: 'no end within 0.1 s; Terraform was stopped with its state written',
  });
});

test('an apply is asked to stop at the second Ctrl-C', async () => {
  fleet.terraform.does('apply', "trap 'echo interrupted; exit 1' INT; echo begun; hold");
  const ended = run({
    onEvent: (event) => {
      if (event.kind !== 'terraform') return;
      fleet.interruption.interrupt();
      fleet.interruption.interrupt();
    },
  }).apply(saved());
  expect(await ended).toEqual({ kind: 'failed', cause: 'begun | interrupted' });
});

test('an apply is done when the VM is as it was promised, and has failed when it is not', async () => {
  fleet.terraform.finds([ONLINE]);
  const asked: unknown[] = [];
  const fault = 'the change was applied, but the VM vm054 is paused: I/O error';
  const host = run({
    lookAtMachine: (_, promised) => Promise.resolve(asked.push(promised) > 1 ? fault : undefined),
  });
  const planned = await host.plan({});
  const file = planned.kind === 'planned' ? planned.file : '';
  expect(await host.apply(file)).toEqual({ kind: 'done' });
  expect(await host.apply(file)).toEqual({ kind: 'failed', cause: fault });
  expect(asked).toEqual(Array(2).fill({ name: 'vm054', state: 'running' }));
});
