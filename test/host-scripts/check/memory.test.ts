import { FakedHost, SHELLS } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

const GIB = 1024 * 1024;
const ASKED = { QK_VM_NAME: 'vm054', QK_MEMORY_GIB: '100' };

/** Reserved pages of 2 MiB. */
const reserve = (gib: number) =>
  host.write('sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages', `${gib * 512}\n`);

describe.each(SHELLS)('under %s', (shell) => {
  test.each([
    [0, 'PASS'],
    [26, 'WARN'],
    [27, 'FAIL'],
  ])('of 128 GiB, a VM of 100 GiB beside %d GiB of huge pages: %s', (gib, verdict) => {
    expect(reserve(gib).check(shell, ASKED).verdicts('memory.hugepages')).toEqual([verdict]);
  });

  test('huge pages of all sizes count', () => {
    reserve(20).write('sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages', '7\n');
    expect(host.check(shell, ASKED).told('memory.hugepages')).toContain('27 GiB are reserved');
  });

  test.each([
    [26, true, 'PASS'],
    [27, true, 'FAIL'],
    [26, false, 'PASS'],
    [27, false, 'WARN'],
  ])('beside another VM of %d GiB, running: %s, it is %s', (gib, running, verdict) => {
    host.machine('web', { memoryKib: gib * GIB, running });
    expect(host.check(shell, ASKED).verdicts('memory.committed')).toEqual([verdict]);
  });

  test('VMs and huge pages count together, VMs on huge pages once, and our own VM not at all', () => {
    reserve(20).machine('web', { memoryKib: 6 * GIB, running: true });
    host.machine('fast', { memoryKib: 20 * GIB, running: true, more: '<hugepages/>' });
    host.machine('vm054', { ours: true, memoryKib: 100 * GIB, running: true });
    expect(host.check(shell, ASKED).verdicts('memory.committed')).toEqual(['PASS']);
    host.machine('web', { memoryKib: 7 * GIB, running: true });
    const checked = host.check(shell, ASKED);
    expect(checked.verdicts('memory.committed')).toEqual(['FAIL']);
    expect(checked.told('memory.committed')).toContain('of 128 GiB, 7 GiB belong to VMs that run');
  });
});
