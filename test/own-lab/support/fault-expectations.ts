/** A fault of the lab, and what `quantum-kvm check` says of the host that has it. */
export interface Expectation {
  readonly faults: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly id: string;
  readonly verdict: 'warn' | 'fail';
  readonly message: RegExp;
  /** Other checks that fail for the same reason. */
  readonly also?: readonly string[];
}

const KVM = { 'kvm.virtualization.type': 'kvm' };

export const EXPECTATIONS: readonly Expectation[] = [
  {
    faults: ['virtualization-missing'],
    settings: KVM,
    id: 'cpu.virtualization',
    verdict: 'fail',
    message: /neither vmx nor svm/,
  },
  {
    faults: ['virtualization-present', 'kvm-device-missing'],
    settings: KVM,
    id: 'cpu.kvm',
    verdict: 'warn',
    message: /\/dev\/kvm is missing/,
  },
  {
    faults: ['three-sockets'],
    id: 'cpu.sockets',
    verdict: 'fail',
    message: /3 physical CPUs, supported are 1 to 2/,
    also: ['host.facts'],
  },
  {
    faults: ['bridge-missing'],
    id: 'network.bridge',
    verdict: 'fail',
    message: /bridge br0 is missing; the host has: br1 br2/,
  },
  { faults: ['bridge-down'], id: 'network.bridge', verdict: 'fail', message: /bridge br0 is down/ },
  {
    faults: ['bridge-without-port'],
    id: 'network.port',
    verdict: 'warn',
    message: /bridge br0 has no port/,
  },
  {
    faults: ['storage-full'],
    id: 'storage.free',
    verdict: 'fail',
    message: /needs \d+ GiB more.* 0 GiB are free/,
  },
  {
    faults: ['storage-tmpfs'],
    id: 'storage.direct-io',
    verdict: 'fail',
    message: /is on \S+, a tmpfs/,
  },
  {
    faults: ['storage-read-only'],
    id: 'storage.writable',
    verdict: 'fail',
    message: /on a file system that is read-only/,
  },
  { faults: ['wrong-password'], id: 'host.login', verdict: 'fail', message: /./ },
  { faults: ['changed-host-key'], id: 'host.key', verdict: 'fail', message: /SHA256:/ },
  {
    faults: ['packages-locked'],
    id: 'packages.lock',
    verdict: 'warn',
    message: /locked by process \d+ \(unattended-upgr\)/,
  },
];
