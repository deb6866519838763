import { HostConfiguration } from '../config/configuration';
import { macAddress } from '../machine/mac-address';
import { vmName, vmNumber } from '../config/addressing/vm-name';
import { vncPort } from '../config/addressing/vnc-port';
import { exportLines, hostScriptText } from './script-text';
import { HostFacts, MediaFile } from '../facts/host-facts';

const BYTES_PER_MIB = 1024 ** 2;

/** The check with what this host's VM needs at its top. Holds no secret. */
export function checkScript(input: {
  readonly host: HostConfiguration;
  readonly known?: HostFacts;
  readonly media?: MediaFile;
}): string {
  return `${exportLines(parameters(input))}${hostScriptText('check.sh')}`;
}

function parameters({ host, known, media }: Parameters<typeof checkScript>[0]) {
  const number = vmNumber(host.address, host.vmNumberInterval);
  const bridges = [...new Set(host.bridges)];
  const macs = known?.adopted?.macs ?? {};
  return {
    QK_VIRTUALIZATION_TYPE: host.virtualizationType,
    QK_MEMORY_GIB: String(host.memorySizeGib),
    QK_BRIDGES: bridges.join(' '),
    QK_MACS: bridges.map((bridge, nic) => macs[bridge] ?? macAddress(host.address, nic)).join(' '),
    QK_VNC_PORT: String(vncPort(host.vncPortBase, number)),
    QK_STORAGE_PATH: host.locationPath,
    QK_STORAGE_GIB: String(host.systemSizeGib),
    QK_MEDIA_MIB: String(Math.ceil((media?.sizeBytes ?? 0) / BYTES_PER_MIB)),
    QK_VM_NAME: vmName(host.vmNamePrefix, number),
    ...dataDisks(host, known),
    ...(known?.adopted && { QK_ADOPTED: 'yes' }),
    ...(host.packagesDirectory !== undefined && { QK_PACKAGES_SUPPLIED: 'yes' }),
  };
}

function dataDisks(
  { dataDisks: choice }: HostConfiguration,
  known: HostFacts | undefined,
): Record<string, string> {
  if (choice.kind === 'paths') return { QK_DATA_DISKS: choice.paths.join(' ') };
  const recorded = choice.kind === 'blank' ? (known?.disks ?? []) : [];
  const blank = recorded.filter((disk) => disk.blank).map(({ path }) => path);
  return { QK_DATA_DISKS: blank.join(' '), QK_EXPECT_BLANK_DISKS: blank.join(' ') };
}
