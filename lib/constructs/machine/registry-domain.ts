import { Domain } from '@cdktf/provider-libvirt/lib/domain';

/** By this the check knows a VM of ours. The bundled provider writes it by itself. */
export const MACHINE_TAG = '<quantum:machine xmlns:quantum="urn:quantum-kvm:machine"/>';

/** libvirt's own values of a VGA, KiB; what libvirt fills in fails the apply as inconsistent. */
const VGA = { type: 'vga', heads: 1, primary: 'yes', vram: 16384 };

/** Adds the attributes that only dmacvicar/libvirt has and needs. */
export function addRegistryAttributes(domain: Domain): void {
  domain.addOverride('metadata', { xml: MACHINE_TAG });
  domain.addOverride('devices.videos', [{ model: VGA }]);
}
