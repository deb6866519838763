import { HostConfiguration } from '../../lib/config/configuration';
import { FleetFacts, HostFacts } from '../../lib/facts/host-facts';
import { specifyHosts } from '../../lib/machine/specify-hosts';
import { DEPLOYMENT_KEY, HOST_KEY } from '../fixtures/public-keys';

/** A two-socket host of 64 threads per CPU and 256 GiB, as the check would record it. */
export const facts: HostFacts = {
  hostKey: HOST_KEY,
  os: { id: 'debian', idLike: [], version: '12' },
  architecture: 'x86_64',
  cpu: { sockets: 2, coresPerSocket: 32, threadsPerCore: 2, virtualization: 'svm' },
  memoryGib: 251,
  bridges: [
    { name: 'br0', mtu: 1500 },
    { name: 'br1', mtu: 9000 },
  ],
  disks: [
    { path: '/dev/disk/by-id/nvme-a', serial: 'A', sizeBytes: 2e12, blank: true },
    { path: '/dev/disk/by-id/nvme-b', serial: 'B', sizeBytes: 2e12, blank: false },
    { path: '/dev/disk/by-id/nvme-c', serial: 'C', sizeBytes: 2e12, blank: true },
  ],
};

export const wanted: HostConfiguration = {
  address: '192.168.12.34',
  login: { name: 'root', port: 22 },
  vmNamePrefix: 'vm',
  vmNumberInterval: 20,
  locationPath: '/var/lib/libvirt/images',
  systemSizeGib: 100,
  memorySizeGib: 128,
  cpuPercentage: 40,
  bridges: ['br0', 'br1'],
  installMedia: { kind: 'none' },
  vncListen: '127.0.0.1',
  vncPortBase: 5900,
  autostart: true,
  virtualizationType: 'kvm',
  dataDisks: { kind: 'none' },
  shutdownTimeoutSeconds: 300,
  providers: 'bundled',
};

/** Facts of one host, and of the deployment node. */
export function fleet(
  hosts: Readonly<Record<string, HostFacts>>,
  installMedia?: FleetFacts['deployment']['installMedia'],
): FleetFacts {
  const deployment = { publicKey: DEPLOYMENT_KEY, ...(installMedia && { installMedia }) };
  return { version: 1, deployment, hosts };
}

/** The spec of one host with this configuration and these facts. */
export function planned(
  want: Partial<HostConfiguration> = {},
  is: Partial<HostFacts> = {},
  media?: string,
) {
  const one = { ...wanted, ...want };
  const recorded =
    media === undefined ? undefined : { path: media, sizeBytes: 1, sha256: '0'.repeat(64) };
  return specifyHosts(
    { file: 'f.xml', hosts: [one] },
    fleet({ [one.address]: { ...facts, ...is } }, recorded),
  );
}

/** The machine of a host without problems. */
export function machine(...sample: Parameters<typeof planned>) {
  const { specs, problems } = planned(...sample);
  const spec = specs[0];
  if (!spec) throw new Error(JSON.stringify(problems));
  return spec.machine;
}
