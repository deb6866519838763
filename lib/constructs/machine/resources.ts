/** The raw resources of the libvirt provider, for a site: the bindings stand within this package alone. */
export { Domain, type DomainConfig } from '@cdktf/provider-libvirt/lib/domain';
export { Network, type NetworkConfig } from '@cdktf/provider-libvirt/lib/network';
export { Volume, type VolumeConfig } from '@cdktf/provider-libvirt/lib/volume';
