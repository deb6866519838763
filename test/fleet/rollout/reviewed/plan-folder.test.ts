import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { NOTHING_AT_STAKE } from '../../../../fleet/review/stake';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostTarget } from '../../../../fleet/rollout/host/host-target';
import { PlanFolder } from '../../../../fleet/rollout/reviewed/plan-folder';
import { ReviewedPlans } from '../../../../fleet/rollout/reviewed/reviewed-plans';
import { isDistrust } from '../../../../lib/node/file/trusted-path';
import { hostSpec } from '../../../fixtures/host-spec';

let folder: string;
let target: HostTarget;
const ORIGIN = { terraform: 'terraform 1.11.4' };
const CHANGES = [{ text: 'memory', consequence: 'restart' as const }];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plans-'));
  const spec = hostSpec();
  target = {
    host: spec,
    address: spec.address,
    machineName: spec.machine.name,
    folder: join(folder, 'stack'),
    stateFile: join(folder, 'state.tfstate'),
  };
  mkdirSync(target.folder);
  for (const file of [join(target.folder, 'cdk.tf.json'), target.stateFile])
    writeFileSync(file, '{}');
  const file = join(folder, 'new.tfplan');
  writeFileSync(file, 'plan');
  const plans = new PlanFolder(join(folder, 'plans'));
  expect(plans.prepare()).toBeUndefined();
  plans.write([{ target, changes: CHANGES, stake: NOTHING_AT_STAKE, file, seconds: 0 }], ORIGIN);
});
afterEach(() => rmSync(folder, { recursive: true }));

function reviewed(name = 'plans'): ReviewedPlans {
  const plans = ReviewedPlans.open(join(folder, name));
  if (isDistrust(plans)) throw new Error(`${plans.reason}; ${plans.cure}`);
  return plans;
}

test('plans can be used while nothing has moved', () => {
  expect(reviewed().foreign(ORIGIN)).toBeUndefined();
  expect(reviewed().addresses).toEqual([target.address]);
  const plan = reviewed().of(target);
  expect(plan.changes).toEqual(CHANGES);
  expect(plan.copyTo(join(folder, 'copy'))).toBeUndefined();
  expect(readFileSync(join(folder, 'copy'), 'utf8')).toBe('plan');
});

test('of a host that was not reviewed nothing is applied', () => {
  const other = { ...target, address: '192.168.12.35' };
  expect(reviewed().of(other).changes).toEqual([]);
  expect(reviewed().of(other).copyTo(join(folder, 'copy'))).toMatch(
    /has no plan of 192\.168\.12\.35; plan and review again \(/,
  );
});

test('the folder and what is in it are for their owner alone', () => {
  const mode = (...names: string[]) => statSync(join(folder, 'plans', ...names)).mode & 0o777;
  expect(mode()).toBe(0o700);
  expect([mode('plan.json'), mode(`${target.host.stackId}.tfplan`)]).toEqual([0o600, 0o600]);
});

const moved = (now = target) => reviewed().of(now).copyTo(join(folder, 'copy'));

test.each<[string, () => string]>([
  ['its configuration', () => join(target.folder, 'cdk.tf.json')],
  ['its state', () => target.stateFile],
])('what has moved since is named: %s', (expected, file) => {
  appendFileSync(file(), ' ');
  expect(moved()).toBe(
    `not applied: changed since the plan was reviewed: ${expected}; plan and review again ("quantum-kvm plan --out NEW-FOLDER")`,
  );
});

test.each<[string, Partial<HostTarget['host']>]>([
  ['facts', { facts: { ...hostSpec().facts, memoryGib: 1 } }],
  ['deployment', { deploymentId: '00000000-0000-4000-8000-000000000000' }],
])('other %s are named', (_, known) => {
  const now = { ...target, host: { ...target.host, ...known } };
  expect(moved(now)).toContain(
    'changed since the plan was reviewed: its facts in hosts.lock.json;',
  );
});

test('all that has moved is named', () => {
  appendFileSync(target.stateFile, ' ');
  appendFileSync(join(target.folder, 'cdk.tf.json'), ' ');
  expect(moved()).toContain('reviewed: its configuration, its state;');
});

test('another Terraform is named', () => {
  expect(reviewed().foreign({ terraform: 'tofu 1.10.0' })).toContain(
    'were made with terraform 1.11.4, and this is tofu 1.10.0; nothing was applied; plan and review again',
  );
});

test.each(['stack', 'missing'])('a folder without plans says how to make some: %s', (name) => {
  expect(() => reviewed(name)).toThrow(
    /quantum-kvm plan --out|plan\.json is missing; plan and review/,
  );
});
