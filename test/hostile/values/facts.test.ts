import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quantumKvm } from '../../cli/terminal';
import { FIRST, HostileFleet, SECOND, THIRD } from '../hostile-fleet';
import { facts } from '../programs/host-shell';
import { CANARY, HOSTILE } from '../programs/lock-file';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.make();
  fleet.records();
});
afterAll(() => fleet.remove());

const disk = (path: string): Record<string, string[]> => ({
  disk: [path, '2000000000000', 'blank'],
});
const line = (text: string) => text.replace(/[\t\n]/g, '');

test.each<[string, Record<string, string[]>]>([
  [
    'a disk that reads the key of the deployment',
    disk('/dev/disk/by-id/wwn-0x5${file("${path.module}/../../../.quantum-kvm/id_ed25519")}'),
  ],
  ['a disk outside of its folder', disk('/dev/disk/by-id/../../../etc/shadow')],
  ['a disk with a command', disk("/dev/disk/by-id/wwn-1'; touch /root/X; : '")],
  ['a disk that cdktf takes for a mark', disk('/dev/disk/by-id/wwn_-8.2e+298')],
  ['a bridge with a blank', { bridge: ['br9 0', '1500'] }],
  ['a bridge with a directive', { bridge: ['%{if true}', '1500'] }],
  ['a size that is no number', { disk: ['/dev/disk/by-id/wwn-0x5', '2 TB', 'blank'] }],
  ['a system with an expression', { os: ['${timestamp()}', '12', ''] }],
  ['an architecture that steers the terminal', { architecture: ['x86_64\u001b[2J\u202e'] }],
  ...HOSTILE.map((text): [string, Record<string, string[]>] => [
    `a disk ${JSON.stringify(text).slice(0, 60)}`,
    disk(`/dev/disk/by-id/${line(text)}`),
  ]).filter(([, { disk: [path = ''] = [] }]) => !/^\/dev\/disk\/by-id\/[A-Z]+$/.test(path)),
])('check: %s fails its host alone, and is recorded nowhere', async (_, told) => {
  fleet.says(SECOND, 'check', (channel) => {
    channel.write(facts(told));
    channel.exit(0);
    channel.end();
  });
  const before = fleet.lock.hosts[SECOND];
  const { exitCode, stdout } = await quantumKvm('check', '--json');
  expect(exitCode).toBe(1);
  const { hosts } = JSON.parse(stdout);
  expect(hosts[1].checks).toEqual([
    expect.objectContaining({
      verdict: 'fail',
      id: 'host.report',
      message: expect.stringMatching(
        /^what the host reports of itself is not used: [^\p{C}\p{Zl}\p{Zp}]+; allowed: /u,
      ),
    }),
  ]);
  expect([hosts[0].facts, hosts[2].facts]).toEqual([expect.anything(), expect.anything()]);
  expect(fleet.lock.hosts[SECOND]).toEqual(before);
  expect(Object.keys(fleet.lock.hosts)).toEqual([FIRST, SECOND, THIRD]);
  expect(readFileSync(join(fleet.folder, 'hosts.lock.json'), 'utf8')).not.toContain(CANARY);
  expect(JSON.stringify(hosts[1]).length).toBeLessThan(1000);
});

test('check: more disks than a lock file has, with those that are missing, fail their host alone', async () => {
  const blank = { path: '/dev/disk/by-id/wwn-0xgone', serial: 'S', sizeBytes: 1, blank: true };
  const settings = { 'kvm.data.disks': 'blank' };
  const other = await HostileFleet.make(settings);
  try {
    other.records(undefined, { [SECOND]: { disks: [blank] } });
    const disks = Array.from(
      { length: 4096 },
      (_, i) => `FACT\tdisk\t/dev/disk/by-id/wwn-0x${i}\t1\tused\tS${i}\t\n`,
    );
    other.says(SECOND, 'check', (channel) => {
      channel.write(facts().replace('FACT\tend', `${disks.join('')}FACT\tend`));
      channel.exit(0);
      channel.end();
    });
    const { exitCode, stdout } = await quantumKvm('check', '--json');
    expect(exitCode).toBe(1);
    const { hosts } = JSON.parse(stdout);
    expect(hosts[1].checks.at(-1)).toMatchObject({ id: 'host.report', verdict: 'fail' });
    expect(other.lock.hosts[SECOND]?.disks).toEqual([blank]);
    expect(hosts[2].facts).toBeDefined();
  } finally {
    await other.remove();
  }
});
