import { XMLParser } from 'fast-xml-parser';
import { Json } from '../../fixtures/synthesized';
import { ADDRESSES, onHost } from './project';

/** The hosts of the lab, by number. */
export const HOSTS = [1, 2, 3] as const;

const octets = (host: number): string[] => ADDRESSES[host - 1]!.split('.');

export const stack = (host: number): string => `host-${octets(host).join('-')}`;
export const machine = (host: number): string =>
  `vm${String(Number(octets(host)[3]) + 20).padStart(3, '0')}`;

/** The MAC address of a VM's NIC, by its index. */
export const mac = (host: number, index: number): string =>
  [2, index, ...octets(host).map(Number)].map((n) => n.toString(16).padStart(2, '0')).join(':');

/** Everything of ours or not that libvirt on the host knows, sorted. */
export function libvirtObjects(host: number): string[] {
  return onHost(host, 'bash', '-o', 'pipefail', '-ec', OBJECTS).trim().split('\n').sort();
}

/** In one go: each look into a host from outside costs more than all of these. */
const OBJECTS = `
  named() { awk -v what="$1" 'NF { print what " " $1 }'; }
  virsh -q list --all --name | named domain
  virsh -q net-list --all --name | named network
  virsh -q pool-list --all --name | named pool
  virsh -q vol-list default | named volume`;

/** Names of the volumes in the default pool. */
export function volumes(host: number): string[] {
  return onHost(host, 'virsh', '-q', 'vol-list', 'default')
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '');
}

export function state(host: number): string {
  return onHost(host, 'virsh', 'domstate', machine(host)).trim();
}

export function qemuPid(host: number): string {
  return onHost(host, 'cat', `/run/libvirt/qemu/${machine(host)}.pid`).trim();
}

/** `virsh schedinfo` as numbers, by name. */
export function schedule(host: number): Record<string, number> {
  const lines = onHost(host, 'virsh', 'schedinfo', machine(host)).split('\n');
  const pairs = lines.map((line) => line.split(':').map((part) => part.trim()));
  return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]));
}

/** The definition of the host's VM, lists where libvirt repeats elements. */
export function definition(host: number): Json {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['interface', 'disk', 'graphics'].includes(name),
  });
  return parser.parse(onHost(host, 'virsh', 'dumpxml', machine(host))).domain;
}
