import { HostConfiguration } from '../config/configuration';
import { limits } from '../config/rules/limits';
import { Problem } from '../config/problem';
import { identityText, isIdentified } from '../facts/disk-identity';
import { DeploymentFacts, DiskFacts, HostFacts } from '../facts/host-facts';
import { MOST_VCPUS, cpuShare, threadsPerSocket } from './cpu-share';

type Infeasibility = Omit<Problem, 'severity' | 'host' | 'where'>;

type Check = (
  wanted: HostConfiguration,
  facts: HostFacts,
  deployment: DeploymentFacts,
) => Infeasibility | readonly Infeasibility[] | undefined;

const checks: Readonly<Record<string, Check>> = {
  architecture,
  sockets,
  virtualization,
  vcpus,
  memory,
  bridges,
  'data disks': dataDisks,
  'install media': installMedia,
};

/** Whatever the host's facts show to be impossible; all of it at once. */
export function infeasibilities(
  wanted: HostConfiguration,
  facts: HostFacts,
  deployment: DeploymentFacts,
): Problem[] {
  return Object.entries(checks).flatMap(([where, check]) =>
    [check(wanted, facts, deployment) ?? []]
      .flat()
      .map((found) => ({ severity: 'error', host: wanted.address, where, ...found }) as const),
  );
}

/** A host that was never checked, or was added since. */
export function withoutFacts(address: string): Problem {
  const found = input(
    'hosts.lock.json has no facts of this host',
    'facts of every host of kvm.host.range',
    'run quantum-kvm check',
  );
  return { severity: 'error', host: address, where: 'facts', ...found };
}

/** Cured in the two input files. */
function input(what: string, allowed: string, cure: string): Infeasibility {
  return { kind: 'input', what, allowed, cure };
}

/** Cured on the machine itself. */
function host(what: string, allowed: string, cure: string): Infeasibility {
  return { kind: 'host', what, allowed, cure };
}

const TAKE_OUT = 'take the host out of kvm.host.range';

function architecture(_: HostConfiguration, { architecture: found }: HostFacts) {
  return found === 'x86_64' ? undefined : host(`the host is ${found}`, 'x86_64', TAKE_OUT);
}

function sockets(_: HostConfiguration, { cpu }: HostFacts) {
  const { min, max } = limits.sockets;
  if (cpu.sockets >= min && cpu.sockets <= max) return undefined;
  const what = `the host has ${cpu.sockets} physical CPUs`;
  return host(what, `${min} or ${max} physical CPUs`, TAKE_OUT);
}

function virtualization({ virtualizationType }: HostConfiguration, { cpu }: HostFacts) {
  if (virtualizationType !== 'kvm' || cpu.virtualization !== 'none') return undefined;
  return host(
    'the CPU shows no virtualization extension',
    'vmx or svm in /proc/cpuinfo',
    'enable VT-x or AMD-V in the firmware and run quantum-kvm check; for a lab, set kvm.virtualization.type to qemu',
  );
}

function vcpus({ cpuPercentage }: HostConfiguration, { cpu }: HostFacts) {
  const threads = threadsPerSocket(cpu);
  if (cpuShare(threads, cpuPercentage).vcpus <= MOST_VCPUS) return undefined;
  return input(
    `kvm.cpu.percentage is "${cpuPercentage}", more than ${MOST_VCPUS} of the ${threads} threads of one physical CPU`,
    `${MOST_VCPUS} vCPUs`,
    `set it to at most ${Math.floor((100 * MOST_VCPUS) / threads)}`,
  );
}

function memory({ memorySizeGib }: HostConfiguration, { memoryGib }: HostFacts) {
  const most = Math.max(0, memoryGib - limits.hostReserveGib);
  if (memorySizeGib <= most) return undefined;
  return input(
    `kvm.memory.size.gb is "${memorySizeGib}", but the host has ${memoryGib} GiB and keeps ${limits.hostReserveGib} for itself`,
    `at most ${most} (GiB)`,
    most > 0 ? `set it to at most ${most}` : TAKE_OUT,
  );
}

function bridges(wanted: HostConfiguration, facts: HostFacts) {
  const names = facts.bridges.map(({ name }) => name);
  const missing = new Set(wanted.bridges.filter((bridge) => !names.includes(bridge)));
  return [...missing].map((bridge) =>
    input(
      `bridge ${bridge} does not exist on the host`,
      names.join(', ') || 'the host has no bridge',
      'create it on the host and run quantum-kvm check, or name another one',
    ),
  );
}

function dataDisks({ dataDisks: choice }: HostConfiguration, { disks }: HostFacts) {
  if (choice.kind === 'none') return undefined;
  if (choice.kind === 'blank') {
    const blank = disks.filter((disk) => disk.blank);
    if (blank.length > 0) return unknowns(blank);
    return input(
      'kvm.data.disks is "blank", but no disk of the host was blank when it was checked',
      'at least one blank disk',
      'attach a blank disk and run quantum-kvm check, or set kvm.data.disks to none',
    );
  }
  const paths = disks.map(({ path }) => path);
  const missing = choice.paths
    .filter((path) => !paths.includes(path))
    .map((path) =>
      input(
        `data disk ${path} is not among the disks of the host`,
        paths.join(', ') || 'the host has no further disk',
        'correct kvm.data.disks, or attach the disk and run quantum-kvm check',
      ),
    );
  return [...missing, ...unknowns(disks.filter(({ path }) => choice.paths.includes(path)))];
}

/** What keeps it from being known which disks these are. */
function unknowns(chosen: readonly DiskFacts[]): Infeasibility[] {
  const first = new Map(chosen.toReversed().map((disk) => [identityText(disk), disk.path]));
  return chosen.flatMap((disk) => {
    if (!isIdentified(disk)) return unidentified(disk.path);
    const other = first.get(identityText(disk)) ?? disk.path;
    return other === disk.path ? [] : oneDisk(other, disk.path);
  });
}

/** Written by a release that went by names alone. */
function unidentified(path: string): Infeasibility {
  return input(
    `hosts.lock.json does not record which disk ${path} is`,
    "the disk's serial number or WWN, as the kernel of the host tells them",
    'run quantum-kvm check and review what it records',
  );
}

function oneDisk(path: string, other: string): Infeasibility {
  return input(
    `the data disks ${path} and ${other} are one disk, as hosts.lock.json records them`,
    'each disk once, by one of its names',
    'correct kvm.data.disks or hosts.lock.json, and run quantum-kvm check',
  );
}

function installMedia(
  wanted: HostConfiguration,
  _: HostFacts,
  { installMedia: recorded }: DeploymentFacts,
) {
  if (wanted.installMedia.kind !== 'auto' || recorded?.sha256 !== undefined) return undefined;
  if (recorded) {
    return input(
      `hosts.lock.json does not record the SHA-256 of ${recorded.path}`,
      'the digest of the ISO, by which it is known again',
      'run quantum-kvm check and review what it records',
    );
  }
  return input(
    'kvm.install.media is "auto", but hosts.lock.json records no ISO',
    'exactly one ISO in /opt/deploy',
    'put it there and run quantum-kvm check, or set kvm.install.media to a file or to none',
  );
}
