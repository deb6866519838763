import { basename } from 'node:path';
import { RUNNING } from '../../lib/machine/power-state';
import { installMediaName, networkName, systemDiskName } from '../../lib/machine/names';
import { MachineSpec, NicSpec } from '../../lib/machine/host-spec';
import { MachineDefinition, NicState } from './machine-definition';
import { MachineState } from './machine-state';

type Pair = readonly [name: string, found: unknown, planned: unknown, unit?: string];

/** What differs from the spec, in an operator's words; empty: nothing. */
export function machineDifferences(is: MachineState, wanted: MachineSpec): string[] {
  const networks = wanted.nics.flatMap((nic) => networkDifferences(is, nic));
  if (is.state === 'missing') return ['there is no VM', ...networks];
  const now = [
    ...differing(definitionPairs(is, wanted)),
    ...differing([
      ['system disk', is.systemDiskGib, wanted.systemDiskGib, ' GiB'],
      ['autostart', is.autostart, wanted.autostart],
    ]),
  ];
  const next = is.defined ? differing(definitionPairs(is.defined, wanted)) : [];
  const later = next
    .filter((text) => !now.includes(text))
    .map((text) => `${text} at its next start`);
  const state = [
    ...(is.state === RUNNING ? [] : [`the VM is ${is.state}`]),
    ...(is.transient ? ['the VM has no definition, and is gone when its guest ends'] : []),
  ];
  return [...state, ...now, ...later, ...networks];
}

function definitionPairs(is: Partial<MachineDefinition>, wanted: MachineSpec): Pair[] {
  const { cpu, vnc, memoryGib } = wanted;
  return [
    ['type', is.type, wanted.virtualizationType],
    ['vCPUs', is.vcpus, cpu.vcpus],
    ['CPU quota', is.quotaUs, cpu.quotaUs, ' µs per vCPU'],
    ['CPU period', is.periodUs, cpu.periodUs, ' µs'],
    ['memory', is.memoryGib, memoryGib, ' GiB'],
    ...(is.usedMemoryGib === is.memoryGib
      ? []
      : [['memory in use', is.usedMemoryGib, memoryGib, ' GiB'] as const]),
    ['VNC port', is.vncPort, vnc.port],
    ['VNC address', is.vncListen, vnc.listen],
    ['NICs', nicsText(is.nics, wanted.nics), plannedNics(wanted.nics)],
    ['system disk', is.systemDisk && basename(is.systemDisk), systemDiskName(wanted.name)],
    ['data disks', is.dataDisks?.join(' '), wanted.dataDisks.map(({ path }) => path).join(' ')],
    ['install medium', media(is.media), plannedMedium(wanted)],
  ];
}

function differing(pairs: readonly Pair[]): string[] {
  return pairs
    .filter(([, found, planned]) => (found ?? '') !== planned)
    .map(
      ([name, found, planned, unit = '']) =>
        `${name} ${text(found)} instead of ${text(planned)}${unit}`,
    );
}

/** By network; the MAC address only where it is another one. */
function nicsText(nics: readonly NicState[] = [], planned: readonly NicSpec[]): string {
  return nics
    .map(({ network, mac }, i) => {
      const expected = planned[i]?.mac ?? mac;
      return mac === expected ? network : `${network} (${mac})`;
    })
    .join(' ');
}

function plannedNics(nics: readonly NicSpec[]): string {
  return nics.map(({ bridge }) => networkName(bridge)).join(' ');
}

function media(found: readonly string[] = []): string {
  return found.map((file) => file || 'empty').join(' ');
}

function plannedMedium({ name, installMedia }: MachineSpec): string {
  return installMedia === undefined ? 'empty' : installMediaName(name);
}

function networkDifferences({ networks }: MachineState, { bridge }: NicSpec): string[] {
  const name = networkName(bridge);
  const found = networks[name];
  if (!found) return [`there is no network ${name}`];
  return [
    ...(found.active ? [] : [`network ${name} is stopped`]),
    ...differing([
      [`network ${name}: autostart`, found.autostart, true],
      [`network ${name}: bridge`, found.bridge, bridge],
    ]),
  ];
}

function text(value: unknown): string {
  return value === undefined || value === '' ? 'none' : String(value as string | number | boolean);
}
