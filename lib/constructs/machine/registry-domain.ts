import { Domain } from '@cdktf/provider-libvirt/lib/domain';

/** libvirt's own values of a VGA, KiB; what libvirt fills in fails the apply as inconsistent. */
const VGA = { type: 'vga', heads: 1, primary: 'yes', vram: 16384 };

/** Adds the attributes that only dmacvicar/libvirt has and needs. */
export function addRegistryAttributes(domain: Domain): void {
  domain.addOverride('devices.videos', [{ model: VGA }]);
}
