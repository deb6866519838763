import { z } from 'zod';
import { element, parseLibvirtXml } from './libvirt-xml';
import { MachineDefinition, machineDefinition } from './machine-definition';
import { MachineCircumstances, circumstances, powerIn, stateText } from './machine-power';
import { Section } from './state-script';
import { UnreadableAnswer } from './unreadable-answer';

/** The VM as libvirt on the host has it. */
export interface MachineState
  extends
    Partial<MachineDefinition>,
    Pick<MachineCircumstances, 'autostart' | 'transient' | 'jobs'> {
  /** With its reason: `running`, `paused: I/O error (vda: no space)`; `missing` when there is no such VM. */
  readonly state: string;
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
  const capacity = /<capacity unit=['"]bytes['"]>(\d{1,16})</.exec(volume)?.[1];
  const state = powerIn(sections.state);
  if (state === undefined)
    throw new UnreadableAnswer('virsh domstats', sections.state || 'nothing');
  const { saved, diskError, ...found } = circumstances(info);
  return {
    state: stateText(state, { saved, diskError }),
    ...found,
    ...(capacity !== undefined && { systemDiskGib: Number(capacity) / BYTES_PER_GIB }),
    ...machineDefinition(running),
    defined: machineDefinition(defined),
    networks: networks(sections),
  };
}

function networks({ networks: lists, bridges }: Readonly<Record<Section, string>>) {
  const bridgeOf = bridgesByNetwork(bridges);
  const named = (list: string) =>
    [...lists.matchAll(new RegExp(`^${list} (\\S+) *$`, 'gm'))].map(([, name = '']) => name);
  const [active, autostart] = [new Set(named('active')), new Set(named('autostart'))];
  const entries = named('all').map((name): [string, NetworkState] => [
    name,
    { active: active.has(name), autostart: autostart.has(name), bridge: bridgeOf.get(name) },
  ]);
  return Object.fromEntries(entries);
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
