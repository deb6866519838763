/** File name of a VM's system disk in its pool. */
export function systemDiskName(vmName: string): string {
  return `${vmName}.qcow2`;
}

/** File name of the copy of the install medium in a VM's pool. */
export function installMediaName(vmName: string): string {
  return `${vmName}-install.iso`;
}

const NETWORK_PREFIX = 'quantum-';

/** libvirt network over a bridge of the host. */
export function networkName(bridge: string): string {
  return `${NETWORK_PREFIX}${bridge}`;
}

/** The bridge of a network of ours; a foreign network is returned as it is. */
export function bridgeOf(network: string): string {
  return network.startsWith(NETWORK_PREFIX) ? network.slice(NETWORK_PREFIX.length) : network;
}
