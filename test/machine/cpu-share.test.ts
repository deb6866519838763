import fc from 'fast-check';
import { cpuShare } from '../../lib/machine/cpu-share';
import { machine } from './sample';

test.each([
  [64, 40, 26, 98462],
  [64, 50, 32, 100000],
  [64, 5, 4, 80000],
  [64, 80, 52, 98462],
  [10, 80, 8, 100000],
  [8, 5, 1, 40000],
  [1, 5, 1, 5000],
  [1, 80, 1, 80000],
  [3, 34, 2, 51000],
])(
  'of a CPU of %d threads, %d percent are %d vCPUs of %d µs',
  (threads, percentage, vcpus, quotaUs) => {
    expect(cpuShare(threads, percentage)).toMatchObject({ vcpus, periodUs: 100000, quotaUs });
  },
);

test('the share is one of one physical CPU, all its threads counted', () => {
  const cpu = { sockets: 2, coresPerSocket: 4, threadsPerCore: 2, virtualization: 'vmx' } as const;
  expect(machine({ cpuPercentage: 50 }, { cpu }).cpu).toEqual({
    vcpus: 4,
    mostVcpus: 7,
    periodUs: 100000,
    quotaUs: 100000,
  });
});

test.each([
  [64, 40, 52],
  [64, 80, 52],
  [1, 5, 1],
  [318, 5, 255],
  [512, 5, 255],
])(
  'of a CPU of %d threads, a VM of %d percent has room for %d vCPUs',
  (threads, percentage, most) => {
    expect(cpuShare(threads, percentage).mostVcpus).toBe(most);
  },
);

const share = fc.record({
  threads: fc.integer({ min: 1, max: 512 }),
  percentage: fc.integer({ min: 5, max: 80 }),
});

test('vCPUs and quota give the budget, to half a microsecond per vCPU', () => {
  fc.assert(
    fc.property(share, ({ threads, percentage }) => {
      const { vcpus, periodUs, quotaUs } = cpuShare(threads, percentage);
      const budgetUs = (periodUs * threads * percentage) / 100;
      expect(Math.abs(vcpus * quotaUs - budgetUs)).toBeLessThanOrEqual(vcpus / 2);
    }),
  );
});

test('no share is over its budget by more than one part in 100000, at any size of CPU', () => {
  for (let threads = 1; threads <= 512; threads++) {
    for (let percentage = 5; percentage <= 80; percentage++) {
      const { vcpus, periodUs, quotaUs } = cpuShare(threads, percentage);
      const budget = (threads * percentage) / 100;
      expect((vcpus * quotaUs) / periodUs / budget).toBeLessThan(1.00001);
    }
  }
});

test('a quota is what libvirt takes and never more than a whole thread', () => {
  fc.assert(
    fc.property(share, ({ threads, percentage }) => {
      const { vcpus, periodUs, quotaUs } = cpuShare(threads, percentage);
      expect(quotaUs).toBeGreaterThanOrEqual(1000);
      expect(quotaUs).toBeLessThanOrEqual(periodUs);
      expect(vcpus).toBeLessThanOrEqual(threads);
    }),
  );
});
