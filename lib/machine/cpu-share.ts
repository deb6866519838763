import { limits } from '../config/rules/limits';
import { CpuFacts } from '../facts/host-facts';
import { CpuShare } from './host-spec';

/** Scheduler period of Linux and libvirt, µs. */
const PERIOD_US = 100_000;

/** Smallest quota libvirt takes, µs (virDomainSchedulerParam); 5 % of one thread is five times that. */
const LEAST_QUOTA_US = 1000;

/** Threads of one physical CPU. */
export function threadsPerSocket({ coresPerSocket, threadsPerCore }: CpuFacts): number {
  return coresPerSocket * threadsPerCore;
}

/** q35 without an interrupt-remapping IOMMU addresses 255 (8-bit APIC ids). */
export const MOST_VCPUS = 255;

/**
 * The share of one physical CPU as vCPUs and a quota for each of them.
 *
 * The quota is a whole number of µs, so vcpus · quota may be over or under the budget by half a µs
 * per vCPU and period. As a quota under 50000 µs belongs to a single vCPU and is then exact, that is
 * less than one part in 100000 of the share: far below what the scheduler keeps to.
 *
 * @param threads threads of one physical CPU
 * @param percentage share of it, percent
 */
export function cpuShare(threads: number, percentage: number): CpuShare {
  const vcpus = vcpuCount(threads, percentage);
  const mostVcpus = Math.max(
    vcpus,
    Math.min(MOST_VCPUS, vcpuCount(threads, limits.cpuPercentage.max)),
  );
  const quotaUs = Math.round((PERIOD_US * threads * percentage) / (100 * vcpus));
  return { vcpus, mostVcpus, periodUs: PERIOD_US, quotaUs: Math.max(LEAST_QUOTA_US, quotaUs) };
}

/** As many vCPUs as the budget in threads fills, the last one in part; at least one. */
function vcpuCount(threads: number, percentage: number): number {
  return Math.max(1, Math.ceil((threads * percentage) / 100));
}
