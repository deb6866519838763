import { indexBridgeName } from '../../../lib/config/rules/rules';
import { bridgeOf } from '../../../lib/machine/names';
import { Attributes } from '../../terraform/saved-plan';
import { field, list, record, same } from '../attribute-values';
import { Wording } from './machine-change';

interface Nic {
  readonly mac: string;
  /** The bridge, or what else it is connected to. */
  readonly place: string;
  readonly index: number;
  readonly attributes: Attributes;
}

/** What becomes of a VM's NICs, given its devices before and after. */
export function nicChanges(before: Attributes, after: Attributes): Wording[] {
  const [had, gets] = [nics(before), nics(after)];
  const removed = had.filter(({ mac }) => !gets.some((nic) => nic.mac === mac));
  const added = gets.filter(({ mac }) => !had.some((nic) => nic.mac === mac));
  const readdressed = added.flatMap((nic) => {
    const old = removed.find(({ place }) => place === nic.place);
    return old ? [[old, nic] as const] : [];
  });
  const exchanged = new Set(readdressed.flat());
  return [
    ...removed.filter((nic) => !exchanged.has(nic)).map(removal),
    ...gets.flatMap((nic) =>
      inPlace(
        had.find(({ mac }) => mac === nic.mac),
        nic,
      ),
    ),
    ...readdressed.map(([old, nic]) => readdressing(old, nic)),
    ...added.filter((nic) => !exchanged.has(nic)).map(addition),
  ];
}

function nics(devices: Attributes): Nic[] {
  return list(devices.interfaces).map((nic, index) => {
    const mac = text(field(nic, 'mac', 'address')).toLowerCase();
    const network = text(field(nic, 'source', 'network', 'network'));
    const bridge = text(field(nic, 'source', 'bridge', 'bridge'));
    const place = bridgeOf(network) || bridge || 'no bridge';
    return { mac, place, index, attributes: record(nic) };
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function removal({ place, mac }: Nic): Wording {
  return {
    text: `NIC on ${place} removed`,
    object: mac,
    property: 'kvm.network.number',
    ...devices(mac),
  };
}

function addition({ place, mac, index }: Nic): Wording {
  return { text: `NIC on ${place} added`, property: bridgeProperty(index), ...devices(mac) };
}

function readdressing(old: Nic, nic: Nic): Wording {
  return {
    text: `NIC on ${nic.place}: another MAC address`,
    object: `${old.mac} → ${nic.mac}`,
    ...devices(old.mac, nic.mac),
  };
}

function inPlace(old: Nic | undefined, nic: Nic): Wording[] {
  if (!old || same(old.attributes, nic.attributes)) return [];
  if (old.place !== nic.place) {
    const moved = `NIC moved from ${old.place} to ${nic.place}`;
    return [{ text: moved, property: bridgeProperty(nic.index), ...devices(nic.mac) }];
  }
  const [from, to] = [old, nic].map(({ attributes }) => text(field(attributes, 'model', 'type')));
  const what = from === to ? 'other settings' : `model ${from || 'none'} → ${to || 'none'}`;
  return [{ text: `NIC on ${nic.place}: ${what}`, ...devices(nic.mac) }];
}

/** One without an address has no name. */
function devices(...macs: string[]): Pick<Wording, 'devices'> {
  return macs.includes('') ? {} : { devices: macs };
}

function bridgeProperty(index: number): string {
  return index === 0 ? 'kvm.bridge.base.name' : indexBridgeName(index);
}
