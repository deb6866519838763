import { promiseOf } from '../../../../fleet/rollout/host/promise';
import { machineUpdate } from '../../support/fake-terraform';

const VM = { name: 'vm054', uuid: '1-2' };
const change = (actions: readonly 'delete'[], before: object | null, after: object | null) => ({
  ...{ address: 'libvirt_domain.Machine', type: 'libvirt_domain' },
  change: { actions, before, after } as never,
});

test.each([
  [[], undefined],
  [[machineUpdate({}, {})], { name: 'vm054', state: 'running' }],
  [[machineUpdate({}, { running: false })], { name: 'vm054', state: 'off' }],
  [[change(['delete'], VM, null)], { ...VM, state: 'gone' }],
])('a plan promises the VM that it changes: case %#', (changes, promised) =>
  expect(promiseOf(changes)).toEqual(promised),
);
