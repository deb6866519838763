import { ChangeName, changeQuestion } from '../../../cli/report/change-question';
import { Consequence } from '../../../fleet/review/consequence';
import { NOTHING_AT_STAKE, Stake } from '../../../fleet/review/stake';
import { ReadyHost } from '../../../fleet/rollout/fleet-run';

/** A host with its VM, changes of these consequences, and this at stake. */
function host(
  number: number,
  consequences: readonly Consequence[] = ['online'],
  stake: Partial<Stake> = {},
  more: Partial<ReadyHost> = {},
): ReadyHost {
  const target = { address: `192.168.12.${number}`, machineName: `vm0${number + 20}` };
  return {
    target: target as ReadyHost['target'],
    changes: consequences.map((consequence) => ({ text: consequence, consequence })),
    stake: { ...NOTHING_AT_STAKE, ...stake },
    ...{ file: '', seconds: 0 },
    ...more,
  };
}

const MADE = { makesMachine: true };
const GONE = { removesMachine: true, removesDisk: true };
const three = (consequences?: readonly Consequence[], stake?: Partial<Stake>) =>
  [31, 32, 33].map((number) => host(number, consequences, stake));

test.each<[ChangeName, ReadyHost[], string]>([
  ['deploy', three(['none'], MADE), 'make 3 VMs on 3 hosts: vm051, vm052, vm053?'],
  [
    'deploy',
    three(['online', 'none']),
    'apply 6 changes on 3 hosts: vm051, vm052, vm053 (no restart)?',
  ],
  ['deploy', [host(31)], 'apply 1 change on 1 host: vm051 (no restart)?'],
  [
    'deploy',
    [host(31, ['none'], MADE), host(32, ['restart', 'online']), host(33, ['restart', 'data loss'])],
    'apply 5 changes on 3 hosts: vm051, vm052, vm053 (1 new VM; data loss: vm053; restart: vm052)?',
  ],
  [
    'deploy',
    [host(31, ['none', 'none'], {}, { isPartial: true })],
    'apply 1 change on 1 host: vm051 (no restart)?',
  ],
  [
    'destroy',
    three(['data loss'], GONE),
    'destroy 3 VMs and their disks on 3 hosts: vm051, vm052, vm053?',
  ],
  ['destroy', [host(31, [], GONE)], 'destroy 1 VM and its disk on 1 host: vm051?'],
  [
    'destroy',
    three([], { removesMachine: true }),
    'destroy 3 VMs but no disk on 3 hosts: vm051, vm052, vm053?',
  ],
  [
    'destroy',
    [host(31, [], GONE), host(32, [], { removesDisk: true })],
    'destroy 1 VM and 2 system disks on 2 hosts: vm051, vm052?',
  ],
  ['destroy', [host(31)], 'destroy what is left on 1 host: vm051?'],
  ['prepare', three(), 'prepare 3 hosts: 192.168.12.31, 192.168.12.32, 192.168.12.33?'],
  ['adopt', three(), 'adopt 3 VMs on 3 hosts: vm051, vm052, vm053 (no restart)?'],
  ['adopt', [host(31, ['restart'])], 'adopt 1 VM on 1 host: vm051 (restart: vm051)?'],
  ['retire', [host(31, [], GONE)], 'retire 192.168.12.31 and destroy 1 VM and its disk: vm051?'],
])('%s: what is at stake is named: %#', (command, hosts, expected) => {
  expect(changeQuestion(command, hosts, { leftOut: 0 })).toBe(expected);
});

test('of many hosts the first are named, and how many more there are', () => {
  const hosts = Array.from({ length: 100 }, (_, i) => host(31 + i, ['data loss'], GONE));
  expect(changeQuestion('destroy', hosts, { leftOut: 0 })).toBe(
    'destroy 100 VMs and their disks on 100 hosts: vm051, vm052, vm053 and 97 more?',
  );
});

test('hosts that have failed are said to be left out, and plans to be gone by', () => {
  const plans = 'a'.repeat(64);
  expect(changeQuestion('prepare', [host(31)], { leftOut: 2, plans })).toBe(
    'prepare 1 host: 192.168.12.31 (2 failed hosts left out; by the plans sha256:aaaaaaaaaaaaaaaa)?',
  );
});
