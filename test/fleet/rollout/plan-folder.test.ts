import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostTarget } from '../../../fleet/rollout/host-target';
import { PlanFolder } from '../../../fleet/rollout/plan-folder';
import { hostSpec } from '../../fixtures/host-spec';

let folder: string;
let target: HostTarget;
const origin = () => ({
  terraform: 'terraform 1.11.4',
  factsFile: join(folder, 'hosts.lock.json'),
});
const plans = () => new PlanFolder(join(folder, 'plans'));

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
  for (const file of [join(target.folder, 'cdk.tf.json'), target.stateFile, origin().factsFile])
    writeFileSync(file, '{}');
  plans().prepare();
  const changes = [{ text: 'memory', consequence: 'restart' as const }];
  plans().write([{ target, changes, file: plans().file(target), seconds: 0 }], origin());
});
afterEach(() => rmSync(folder, { recursive: true }));

test('plans are applied as they were reviewed while nothing has moved', () => {
  expect(plans().moved([target], origin())).toEqual([]);
  expect(plans().ready([target])).toMatchObject([{ changes: [{ text: 'memory' }] }]);
  expect(plans().addresses()).toEqual([target.address]);
});

test('the folder is for its owner alone', () => {
  expect(statSync(join(folder, 'plans')).mode & 0o777).toBe(0o700);
});

test.each<[string, () => string, string]>([
  ['configuration', () => join(target.folder, 'cdk.tf.json'), 'the configuration of its stack'],
  ['state', () => target.stateFile, 'its state'],
  ['facts', () => origin().factsFile, 'the facts in hosts.lock.json'],
])('a moved %s is named', (_, file, expected) => {
  appendFileSync(file(), ' ');
  expect(plans().moved([target], origin()).join()).toContain(expected);
});

test('another Terraform and a host that is gone are named', () => {
  const moved = plans().moved([], { ...origin(), terraform: 'tofu 1.10.0' });
  expect(moved).toEqual([
    'Terraform: planned with terraform 1.11.4, found tofu 1.10.0',
    '192.168.12.34: it is no longer in kvm.host.range',
  ]);
});

test('a folder without plans says how to make some', () => {
  expect(() => new PlanFolder(folder).addresses()).toThrow(/quantum-kvm plan --out/);
});
