import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { RUNNING } from '../../lib/machine/power-state';
import { installMediaName, networkName, systemDiskName } from '../../lib/machine/names';
import { MachineSpec, NicSpec } from '../../lib/machine/host-spec';
import { Difference, DifferenceId, differenceKey } from './difference';
import { MachineDefinition } from './machine-definition';
import { MachineState } from './machine-state';

/** What is found, and what is planned; undefined: nothing. */
type Pair = readonly [
  id: DifferenceId,
  found: Difference['actual'] | undefined,
  planned: Difference['expected'],
];

/** What differs from the spec; empty: nothing. */
export function machineDifferences(is: MachineState, wanted: MachineSpec): Difference[] {
  const networks = wanted.nics.flatMap((nic) => networkDifferences(is, nic));
  if (is.state === 'missing') return [...differing([['vm.exists', false, true]]), ...networks];
  const now = [
    ...differing(definitionPairs(is, wanted)),
    ...differing([
      ['vm.disk.system.size', is.systemDiskGib, wanted.systemDiskGib],
      ['vm.autostart', is.autostart, wanted.autostart],
    ]),
  ];
  const next = is.defined ? differing(definitionPairs(is.defined, wanted)) : [];
  const told = new Set(now.map(differenceKey));
  const later = next
    .filter((difference) => !told.has(differenceKey(difference)))
    .map((difference) => ({ ...difference, atNextStart: true as const }));
  const state = differing([
    ['vm.state', is.state, RUNNING],
    ['vm.persistent', is.transient !== true, true],
  ]);
  return [...state, ...now, ...later, ...networks];
}

function definitionPairs(is: Partial<MachineDefinition>, wanted: MachineSpec): Pair[] {
  const { cpu, vnc, memoryGib } = wanted;
  return [
    ['vm.type', is.type, wanted.virtualizationType],
    ['vm.cpu.count', is.vcpus, cpu.vcpus],
    ['vm.cpu.quota', is.quotaUs, cpu.quotaUs],
    ['vm.cpu.period', is.periodUs, cpu.periodUs],
    ['vm.memory', is.memoryGib, memoryGib],
    ...(is.usedMemoryGib === is.memoryGib
      ? []
      : [['vm.memory.used', is.usedMemoryGib, memoryGib] as const]),
    ['vm.vnc.port', is.vncPort, vnc.port],
    ['vm.vnc.address', is.vncListen, vnc.listen],
    ['vm.nics', nics(is.nics), nics(wanted.nics.map(planned))],
    ['vm.disk.system', is.systemDisk && basename(is.systemDisk), systemDiskName(wanted.name)],
    ['vm.disks.data', is.dataDisks ?? [], wanted.dataDisks.map(({ path }) => path)],
    ['vm.medium', media(is.media), [plannedMedium(wanted)]],
  ];
}

function differing(pairs: readonly Pair[]): Difference[] {
  return pairs
    .map(([id, found = null, expected]) => ({ id, expected, actual: found === '' ? null : found }))
    .filter(({ expected, actual }) => !isDeepStrictEqual(actual, expected));
}

/** In the order in which the guest counts them. */
function nics(all: readonly { readonly network: string; readonly mac: string }[] = []) {
  return all.map(({ network, mac }) => ({ network, mac }));
}

function planned({ bridge, mac }: NicSpec) {
  return { network: networkName(bridge), mac };
}

/** Of each drive; null: it is empty. */
function media(found: readonly string[] = []): (string | null)[] {
  return found.map((file) => file || null);
}

function plannedMedium({ name, installMedia }: MachineSpec): string | null {
  return installMedia === undefined ? null : installMediaName(name);
}

function networkDifferences({ networks }: MachineState, { bridge }: NicSpec): Difference[] {
  const name = networkName(bridge);
  const found = networks[name];
  const pairs: readonly Pair[] = found
    ? [
        ['network.active', found.active, true],
        ['network.autostart', found.autostart, true],
        ['network.bridge', found.bridge, bridge],
      ]
    : [['network.exists', false, true]];
  return differing(pairs).map((difference) => ({ ...difference, name }));
}
