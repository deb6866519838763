import { z } from 'zod';
import { element, parseLibvirtXml } from './libvirt-xml';
import { MachineDefinition, machineDefinition } from './machine-definition';
import { MachineCircumstances, circumstances, powerIn, stateText } from './machine-power';
import { Section } from './state-script';
import { UnreadableAnswer } from './unreadable-answer';

/** The VM as libvirt on the host has it. */
export interface MachineState
  extends Partial<MachineDefinition>, Pick<MachineCircumstances, 'transient' | 'jobs'> {
  /** With its reason: `running`, `paused: I/O error (vda: no space)`; `missing` when there is no such VM. */
  readonly state: string;
  readonly autostart?: boolean;
  /** Undefined: its pool has no such volume. */
  readonly systemDiskGib?: number;
  /** What the VM starts with next. */
  readonly defined?: MachineDefinition;
  /** libvirt's networks by name. */
  readonly networks: Readonly<Record<string, NetworkState>>;
}

interface NetworkState {
  readonly active: boolean;
  readonly autostart: boolean;
  readonly bridge?: string;
}

const BYTES_PER_GIB = 1024 ** 3;

/**
 * Reads what the script of the state printed.
 *
 * @throws UnreadableAnswer
 */
export function parseMachineState(sections: Readonly<Record<Section, string>>): MachineState {
  const { info, running, defined, volume } = sections;
  const capacity = /^Capacity:\s+(\d{1,16})\b/m.exec(volume)?.[1];
  const state = powerIn(sections.state);
  if (state === undefined)
    throw new UnreadableAnswer('virsh domstats', sections.state || 'nothing');
  const found = circumstances(info);
  return {
    state: stateText(state, found),
    ...(found.transient && { transient: found.transient }),
    ...(found.jobs && { jobs: found.jobs }),
    ...(info !== '' && { autostart: /^Autostart:\s+enable/m.test(info) }),
    ...(capacity !== undefined && { systemDiskGib: Number(capacity) / BYTES_PER_GIB }),
    ...machineDefinition(running),
    defined: machineDefinition(defined),
    networks: networks(sections),
  };
}

function networks({ networks: list, bridges }: Readonly<Record<Section, string>>) {
  const bridgeOf = bridgesByNetwork(bridges);
  const entries = list
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([name = '', state, autostart]): [string, NetworkState] => [
      name,
      { active: state === 'active', autostart: autostart === 'yes', bridge: bridgeOf.get(name) },
    ]);
  return Object.fromEntries(entries.filter(([name]) => name !== ''));
}

const NETWORKS = z.object({
  network: z
    .array(
      element({
        name: z.string().max(256),
        bridge: element({ '@name': z.string().max(256).optional() }).optional(),
      }),
    )
    .optional(),
});

function bridgesByNetwork(xml: string): Map<string, string | undefined> {
  const { network = [] } = parseLibvirtXml('virsh net-dumpxml', xml, NETWORKS);
  return new Map(network.map(({ name, bridge }) => [name, bridge?.['@name']]));
}
