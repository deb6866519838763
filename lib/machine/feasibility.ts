import { HostConfiguration } from '../config/configuration';
import { limits } from '../config/rules/limits';
import { Problem } from '../config/problem';
import { BridgeFacts, DeploymentFacts, HostFacts } from '../facts/host-facts';
import { MOST_VCPUS, cpuShare, threadsPerSocket } from './cpu-share';

type Infeasibility = Omit<Problem, 'severity' | 'host' | 'where'>;

type Check = (
  wanted: HostConfiguration,
  facts: HostFacts,
  deployment: DeploymentFacts,
) => Infeasibility[];

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
  return Object.entries(checks).flatMap(([name, check]) =>
    check(wanted, facts, deployment).map((found) => ({
      severity: 'error' as const,
      host: wanted.address,
      where: name,
      ...found,
    })),
  );
}

/** A host that was never checked, or was added since. */
export function withoutFacts(address: string): Problem {
  return {
    severity: 'error',
    kind: 'input',
    host: address,
    where: 'facts',
    what: 'hosts.lock.json has no facts of this host',
    allowed: 'facts of every host of kvm.host.range',
    cure: 'run quantum-kvm check',
  };
}

function architecture(_: HostConfiguration, facts: HostFacts): Infeasibility[] {
  return facts.architecture === 'x86_64'
    ? []
    : [
        {
          kind: 'host',
          what: `the host is ${facts.architecture}`,
          allowed: 'x86_64',
          cure: 'take the host out of kvm.host.range',
        },
      ];
}

function sockets(_: HostConfiguration, { cpu }: HostFacts): Infeasibility[] {
  const { min, max } = limits.sockets;
  return cpu.sockets >= min && cpu.sockets <= max
    ? []
    : [
        {
          kind: 'host',
          what: `the host has ${cpu.sockets} physical CPUs`,
          allowed: `${min} or ${max} physical CPUs`,
          cure: 'take the host out of kvm.host.range',
        },
      ];
}

function virtualization(wanted: HostConfiguration, { cpu }: HostFacts): Infeasibility[] {
  return wanted.virtualizationType !== 'kvm' || cpu.virtualization !== 'none'
    ? []
    : [
        {
          kind: 'host',
          what: 'the CPU shows no virtualization extension',
          allowed: 'vmx or svm in /proc/cpuinfo',
          cure: 'enable VT-x or AMD-V in the firmware and run quantum-kvm check; for a lab, set kvm.virtualization.type to qemu',
        },
      ];
}

function vcpus({ cpuPercentage }: HostConfiguration, { cpu }: HostFacts): Infeasibility[] {
  const threads = threadsPerSocket(cpu);
  return cpuShare(threads, cpuPercentage).vcpus <= MOST_VCPUS
    ? []
    : [
        {
          kind: 'input',
          what: `kvm.cpu.percentage is "${cpuPercentage}", more than ${MOST_VCPUS} of the ${threads} threads of one physical CPU`,
          allowed: `${MOST_VCPUS} vCPUs`,
          cure: `set it to at most ${Math.floor((100 * MOST_VCPUS) / threads)}`,
        },
      ];
}

function memory({ memorySizeGib }: HostConfiguration, { memoryGib }: HostFacts): Infeasibility[] {
  const most = Math.max(0, memoryGib - limits.hostReserveGib);
  return memorySizeGib <= most
    ? []
    : [
        {
          kind: 'input',
          what: `kvm.memory.size.gb is "${memorySizeGib}", but the host has ${memoryGib} GiB and keeps ${limits.hostReserveGib} for itself`,
          allowed: `at most ${most} (GiB)`,
          cure: most > 0 ? `set it to at most ${most}` : 'take the host out of kvm.host.range',
        },
      ];
}

function bridges(wanted: HostConfiguration, facts: HostFacts): Infeasibility[] {
  const there = facts.bridges.map(({ name }) => name);
  return [...new Set(wanted.bridges)]
    .filter((bridge) => !there.includes(bridge))
    .map((bridge) => ({
      kind: 'input',
      what: `bridge ${bridge} does not exist on the host`,
      allowed: namesOf(facts.bridges),
      cure: 'create it on the host and run quantum-kvm check, or name another one',
    }));
}

function namesOf(found: readonly BridgeFacts[]): string {
  return found.length === 0 ? 'the host has no bridge' : found.map(({ name }) => name).join(', ');
}

function dataDisks(
  { dataDisks: choice }: HostConfiguration,
  { disks }: HostFacts,
): Infeasibility[] {
  if (choice.kind === 'blank' && !disks.some(({ blank }) => blank)) return [noBlankDisk];
  if (choice.kind !== 'paths') return [];
  return choice.paths
    .filter((path) => !disks.some((disk) => disk.path === path))
    .map((path) => ({
      kind: 'input',
      what: `data disk ${path} is not among the disks of the host`,
      allowed: disks.map((disk) => disk.path).join(', ') || 'the host has no further disk',
      cure: 'correct kvm.data.disks, or attach the disk and run quantum-kvm check',
    }));
}

const noBlankDisk: Infeasibility = {
  kind: 'input',
  what: 'kvm.data.disks is "blank", but no disk of the host was blank when it was checked',
  allowed: 'at least one blank disk',
  cure: 'attach a blank disk and run quantum-kvm check, or set kvm.data.disks to none',
};

function installMedia(
  wanted: HostConfiguration,
  _: HostFacts,
  deployment: DeploymentFacts,
): Infeasibility[] {
  return wanted.installMedia.kind !== 'auto' || deployment.installMedia
    ? []
    : [
        {
          kind: 'input',
          what: 'kvm.install.media is "auto", but hosts.lock.json records no ISO',
          allowed: 'exactly one ISO in /opt/deploy',
          cure: 'put it there and run quantum-kvm check, or set kvm.install.media to a file or to none',
        },
      ];
}
