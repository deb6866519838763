import { vmName, vmNumber } from '../config/addressing/vm-name';
import { vncPort } from '../config/addressing/vnc-port';
import { HostConfiguration } from '../config/configuration';
import { HostFacts, MediaFile } from '../facts/host-facts';
import { dataDisks } from './data-disks';
import { MachineNeeds } from './host-spec';
import { nics } from './nics';

/**
 * What a VM takes of its host, as far as it does not depend on the host's CPU: of a host that was never
 * checked this is all that is known.
 *
 * @param facts of the host. @default - none are known yet
 * @param recordedMedia the one ISO, where `kvm.install.media` is `auto`
 */
export function machineNeeds(
  wanted: HostConfiguration,
  facts: Pick<HostFacts, 'disks' | 'adopted'> = { disks: [] },
  recordedMedia?: MediaFile,
): MachineNeeds {
  const number = vmNumber(wanted.address, wanted.vmNumberInterval);
  return {
    name: machineName(wanted),
    virtualizationType: wanted.virtualizationType,
    memoryGib: wanted.memorySizeGib,
    systemDiskGib: wanted.systemSizeGib,
    nics: nics(wanted.address, wanted.bridges, facts.adopted),
    dataDisks: dataDisks(wanted.dataDisks, facts.disks),
    ...media(wanted, recordedMedia),
    vnc: { listen: wanted.vncListen, port: vncPort(wanted.vncPortBase, number) },
    autostart: wanted.autostart,
    shutdownTimeoutSeconds: wanted.shutdownTimeoutSeconds,
  };
}

/** The VM's, whatever is known of its host. */
export function machineName(wanted: HostConfiguration): string {
  return vmName(wanted.vmNamePrefix, vmNumber(wanted.address, wanted.vmNumberInterval));
}

function media(
  { installMedia }: HostConfiguration,
  recorded: MediaFile | undefined,
): Pick<MachineNeeds, 'installMedia' | 'installMediaBytes'> {
  if (installMedia.kind === 'path') return { installMedia: installMedia.path };
  if (installMedia.kind === 'none' || !recorded) return {};
  return { installMedia: recorded.path, installMediaBytes: recorded.sizeBytes };
}
