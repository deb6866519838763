import { HostConfiguration } from '../config/configuration';
import { vmName, vmNumber } from '../config/vm-name';
import { exportLines, hostScriptText } from '../host-scripts';
import { HostFacts } from './host-facts';
import { MediaFile } from './install-media';

const BYTES_PER_GIB = 1024 ** 3;

/** check.sh with what this host's VM needs at its top. Holds no secret. */
export function checkScript(input: {
  readonly host: HostConfiguration;
  readonly known?: HostFacts;
  readonly media?: MediaFile;
}): string {
  const { host, known, media } = input;
  const mediaGib = Math.ceil((media?.sizeBytes ?? 0) / BYTES_PER_GIB);
  const parameters = {
    QK_VIRTUALIZATION_TYPE: host.virtualizationType,
    QK_MEMORY_GIB: String(host.memorySizeGib),
    QK_BRIDGES: [...new Set(host.bridges)].join(' '),
    QK_STORAGE_PATH: host.locationPath,
    QK_STORAGE_GIB: String(host.systemSizeGib + mediaGib),
    QK_VM_NAME: vmName(host.vmNamePrefix, vmNumber(host.address, host.vmNumberInterval)),
    QK_DATA_DISKS: dataDisks(host, known).join(' '),
    ...(host.packagesDirectory !== undefined && { QK_PACKAGES_SUPPLIED: 'yes' }),
  };
  return `${exportLines(parameters)}${hostScriptText('check.sh')}`;
}

function dataDisks(
  { dataDisks: disks }: HostConfiguration,
  known: HostFacts | undefined,
): readonly string[] {
  if (disks.kind === 'paths') return disks.paths;
  const recorded = disks.kind === 'blank' ? (known?.disks ?? []) : [];
  return recorded.filter(({ blank }) => blank).map(({ path }) => path);
}
