import { DomainDevicesControllers } from '@cdktf/provider-libvirt/lib/domain';
import { MachineSpec } from '../../machine/host-spec';

/** NICs and data disks that can be added before the guest is next started. */
const SPARE_PORTS = 8;

/** System disk, guest-agent channel, random source, and libvirt's USB controller. */
const OTHER_DEVICES = 4;

/**
 * The PCI Express ports of a q35 machine, one for each device, and spare ones: a running guest takes
 * a device only at a port that it was started with. libvirt alone would make one spare port at most.
 */
export function hotPlugPorts(
  { nics, dataDisks }: MachineSpec,
  furtherDisks = 0,
): DomainDevicesControllers[] {
  const count = OTHER_DEVICES + nics.length + dataDisks.length + furtherDisks + SPARE_PORTS;
  return Array.from({ length: count }, (_, i) => ({
    type: 'pci',
    model: 'pcie-root-port',
    index: i + 1,
  }));
}
