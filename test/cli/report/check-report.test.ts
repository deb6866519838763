import { FleetCheck } from '../../../lib/check/fleet-check';
import { HostCheck } from '../../../lib/check/host-check';
import { HostFacts } from '../../../lib/facts/host-facts';
import { checkOf } from '../../../cli/report/documents/check-document';
import { checkReport } from '../../../cli/report/check-report';
import { palette } from '../../../cli/report/palette';

const PLAIN = palette({ isTTY: false } as NodeJS.WriteStream);
const LOCK = { file: 'hosts.lock.json', outcome: 'written', checked: 1 } as const;

const FACTS: HostFacts = {
  hostKey: 'ssh-ed25519 AAAA',
  os: { id: 'debian', idLike: [], version: '12' },
  architecture: 'x86_64',
  cpu: { sockets: 2, coresPerSocket: 32, threadsPerCore: 2, virtualization: 'svm' },
  memoryGib: 251,
  bridges: [{ name: 'br0', mtu: 1500 }],
  disks: [],
};
const ROOT = { verdict: 'pass', id: 'host.root', message: 'runs as root', cure: '' } as const;
const NO_BRIDGE = {
  verdict: 'fail',
  id: 'network.bridge',
  message: 'bridge br1 is missing',
  cure: 'make it',
} as const;

function host(address: string, more: Partial<HostCheck> = {}): HostCheck {
  return { address, login: 'root', records: [ROOT], facts: FACTS, changes: [], ...more };
}

function fleet(...hosts: HostCheck[]): FleetCheck {
  return { deployment: { records: [ROOT], media: { records: [], named: new Map() } }, hosts };
}

const report = (...hosts: HostCheck[]): string => checkReport(fleet(...hosts), LOCK, PLAIN);

const lines = (text: string) => text.split('\n').slice(0, text.split('\n').indexOf('', 4));

test('what is equal on all hosts is said once, and hosts that fared alike are one row', () => {
  const hosts = [host('10.0.0.1'), host('10.0.0.2'), host('10.0.0.3', { records: [NO_BRIDGE] })];
  expect(lines(report(...hosts))).toEqual([
    '3 hosts: 10.0.0.1:10.0.0.3',
    '  login root, debian 12, 2 sockets × 32 cores × 2 threads, AMD-V, 251 GiB memory, bridges br0',
    '',
    'host                        passed  warned  failed',
    '--------------------------  ------  ------  ------',
    'deployment node             1       0       0',
    '2 hosts: 10.0.0.1:10.0.0.2  1       0       0',
    '10.0.0.3                    0       0       1',
  ]);
});

test('what differs has a column, at 80 columns too', () => {
  const cpu = { sockets: 1, coresPerSocket: 1, threadsPerCore: 1, virtualization: 'none' } as const;
  const hosts = [host('10.0.0.1'), host('10.0.0.2', { facts: { ...FACTS, cpu } })];
  expect(lines(checkReport(fleet(...hosts), LOCK, { ...PLAIN, width: 80 }))).toEqual([
    '2 hosts: 10.0.0.1:10.0.0.2',
    '  login root, debian 12, 251 GiB memory, bridges br0',
    '',
    'host             CPU                                      passed  warned  failed',
    '---------------  ---------------------------------------  ------  ------  ------',
    'deployment node                                           1       0       0',
    '10.0.0.1         2 sockets x 32 cores x 2 threads, AMD-V  1       0       0',
    '10.0.0.2         1 socket x 1 core x 1 thread, no         1       0       0',
    '                 hardware virtualization',
  ]);
});

test('a host that told nothing has a row all the same', () => {
  const silent = host('10.0.0.3', { facts: undefined, records: [NO_BRIDGE] });
  const other = host('10.0.0.2', { facts: { ...FACTS, memoryGib: 64 } });
  const text = report(host('10.0.0.1'), other, silent);
  expect(text).toMatch(/^2 hosts: 10\.0\.0\.1:10\.0\.0\.2\n {2}login root/);
  expect(text).toMatch(/^10\.0\.0\.3 +unknown +0 +0 +1$/m);
});

test('a failure of many hosts is told once, with its cure and all of them', () => {
  const text = report(
    host('10.0.0.1', { records: [NO_BRIDGE] }),
    host('10.0.0.2'),
    host('10.0.0.3', { records: [NO_BRIDGE] }),
  );
  expect(text).toContain(
    '2 hosts: 10.0.0.1, 10.0.0.3\n  network.bridge: bridge br1 is missing\n    cure: make it',
  );
  expect(text.match(/bridge br1 is missing/g)).toHaveLength(1);
  expect(text).toContain('deployment node passed; hosts: 1 passed, 2 failed');
});

test('a host with two failures is named once above both', () => {
  const other = { ...NO_BRIDGE, id: 'host.memory', message: 'too little memory' };
  const text = report(host('10.0.0.1', { records: [NO_BRIDGE, other] }));
  expect(text).toContain(
    '10.0.0.1\n  network.bridge: bridge br1 is missing\n    cure: make it\n  host.memory: too little memory\n',
  );
});

test('a fleet without faults has no list of them', () => {
  const text = report(host('10.0.0.1'));
  expect(text).not.toContain('Failures');
  expect(text).not.toContain('Warnings');
  expect(text).toContain('hosts: 1 passed, 0 failed');
});

test('new host keys are shown to be compared, changed facts to be reviewed', () => {
  const text = report(
    host('10.0.0.1', { firstContact: 'ssh-ed25519 SHA256:abc' }),
    host('10.0.0.2', { changes: [{ fact: 'memory', before: 125, after: 61 }] }),
  );
  expect(text).toContain('10.0.0.1: its host key is pinned from now on');
  expect(text).not.toContain('SHA256');
  expect(text).toContain('10.0.0.2  memory 125 → 61 GiB');
});

test.each([
  ['written', 1, 'hosts.lock.json was written: review and commit it'],
  ['unchanged', 1, 'hosts.lock.json is unchanged'],
  [undefined, 1, 'was not written: the deployment node needs a usable key first'],
  [undefined, 0, 'hosts.lock.json was not written: no host has told its facts'],
] as const)('what became of the facts is said: %s, with %d hosts', (outcome, checked, said) => {
  const lock = { file: 'hosts.lock.json', outcome, checked };
  expect(checkReport(fleet(), lock, PLAIN)).toContain(said);
});

test('colour is for terminals that want it', () => {
  const { NO_COLOR } = process.env;
  const terminal = { isTTY: true, hasColors: () => true } as unknown as NodeJS.WriteStream;
  delete process.env.NO_COLOR;
  expect(palette(terminal).bad('x')).toBe('\u001b[31mx\u001b[0m');
  process.env.NO_COLOR = '1';
  expect(palette(terminal).bad('x')).toBe('x');
  if (NO_COLOR === undefined) delete process.env.NO_COLOR;
  else process.env.NO_COLOR = NO_COLOR;
  expect(report(host('10.0.0.1', { records: [NO_BRIDGE] }))).not.toContain('\u001b');
});

test('the JSON document holds every check and fact', () => {
  const document = checkOf(fleet(host('10.0.0.1', { records: [NO_BRIDGE] })), LOCK);
  expect(document.verdict).toBe('fail');
  expect(document.deployment).toMatchObject({ verdict: 'pass', checks: [ROOT] });
  expect(document.hosts[0]).toMatchObject({
    address: '10.0.0.1',
    verdict: 'fail',
    checks: [NO_BRIDGE],
    facts: FACTS,
  });
  expect(document.factsFile).toEqual({ path: 'hosts.lock.json', outcome: 'written' });
});
