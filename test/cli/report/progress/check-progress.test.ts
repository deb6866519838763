import { HostCheck } from '../../../../lib/check/host-check';
import { checkProgress } from '../../../../cli/report/progress/check-progress';
import { Screen } from '../../../screen/screen';
import { keptStream } from '../../stream';
import { withEnvironment } from '../../environment';

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
  const progress = checkProgress(2, stream);
  checks.forEach((of, i) => progress.onHost(`192.168.12.3${i}`, of));
  progress.end();
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

test('on a terminal, what runs is drawn above the count, and failures alone stay', async () => {
  jest.useFakeTimers();
  const stream = keptStream({ isTTY: true });
  const progress = withEnvironment({}, () => checkProgress(3, stream));
  progress.onHost('192.168.12.30');
  progress.onHost('192.168.12.31');
  progress.onHost('192.168.12.32');
  progress.onHost('192.168.12.30', check());
  progress.onHost('192.168.12.31', check(record('fail', 'memory.size')));
  jest.advanceTimersByTime(4000);
  const drawn = stream.text;
  progress.end();
  jest.useRealTimers();
  const [during, after] = [new Screen(), new Screen()];
  await during.take(drawn);
  await after.take(stream.text);
  expect(during.text).toBe(
    '192.168.12.31 failed: memory.size\n192.168.12.32  4 s\nchecking: 2 of 3 hosts, 1 failed, 4 s',
  );
  expect(after.text).toBe('192.168.12.31 failed: memory.size');
});
