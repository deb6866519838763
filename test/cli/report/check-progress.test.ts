import { HostCheck } from '../../../lib/check/host-check';
import { progressOf } from '../../../cli/report/check-progress';
import { keptStream } from '../stream';

const record = (verdict: 'pass' | 'warn' | 'fail', id: string) => ({
  verdict,
  id,
  message: '',
  cure: '',
});

function check(...records: HostCheck['records']): HostCheck {
  return { address: '', login: 'root', records, changes: [] };
}

/** What is said of these hosts, one after the other. */
function said(...checks: (HostCheck | undefined)[]): string[] {
  const stream = keptStream();
  const onHost = progressOf(2, stream);
  checks.forEach((of, i) => onHost(`192.168.12.3${i}`, of));
  return stream.text.split('\n').slice(0, -1);
}

test('each host is a line with its count, once it is checked', () => {
  expect(said(undefined, check(record('pass', 'host.root')), check())).toEqual([
    '[1/2] 192.168.12.31 passed',
    '[2/2] 192.168.12.32 passed',
  ]);
});

test('a host that failed names each failed check once', () => {
  const disks = record('fail', 'disks.blank');
  expect(said(check(record('fail', 'memory.size'), disks, disks))).toEqual([
    '[1/2] 192.168.12.30 failed: memory.size, disks.blank',
  ]);
});

test('a host with warnings alone has passed', () => {
  expect(said(check(record('warn', 'network.mtu')))).toEqual(['[1/2] 192.168.12.30 passed']);
});
