import { stripVTControlCharacters } from 'node:util';
import { palette } from '../../../cli/report/palette';
import { ChangeLog } from '../../../cli/report/status-display';
import { PLAIN } from '../stream';
import { statusReport } from '../../../cli/report/status-report';
import { Difference, FactId } from '../../../fleet/status/difference';
import { DatedHostStatus } from '../../../fleet/status/first-seen';

const QUOTA: Difference = { id: 'vm.cpu.quota', expected: 80000, actual: 30000 };
const MEMORY: Difference<FactId> = { id: 'fact.memory', expected: 64, actual: 32 };
const SINCE = new Date(2026, 0, 2, 3, 4, 5).toISOString();

function host(last: number, found: Partial<DatedHostStatus> = {}): DatedHostStatus {
  return {
    address: `192.168.12.${last}`,
    machineName: `vm0${last + 20}`,
    differences: [],
    facts: [],
    machine: {
      state: 'running',
      vcpus: 2,
      periodUs: 100000,
      quotaUs: 80000,
      memoryGib: 64,
      systemDiskGib: 100,
      dataDisks: ['/dev/disk/by-id/wwn-1'],
      nics: [{ network: 'quantum-br0', mac: '02:00:00:00:00:01' }],
      media: [''],
      vncPort: 5954,
      networks: { 'quantum-br0': { active: true, autostart: true, bridge: 'br0' } },
    },
    ...found,
  };
}

const report = (...hosts: DatedHostStatus[]) =>
  stripVTControlCharacters(statusReport(hosts, palette(process.stdout)));

const round = (...hosts: DatedHostStatus[]) => ({ time: new Date(), seconds: 1, hosts });

test('what is equal on all hosts is said once, and the rest in a row for each', () => {
  expect(report(host(34), host(35))).toBe(
    [
      '2 hosts: 192.168.12.34:192.168.12.35',
      '  2 vCPUs of 80 %, 64 GiB memory, system disk of 100 GiB, 1 data disk, NICs on br0, no install medium',
      '',
      'host           VM     state    VNC   configuration  facts',
      '-------------  -----  -------  ----  -------------  -----',
      '192.168.12.34  vm054  running  5954  as configured  ok',
      '192.168.12.35  vm055  running  5954  as configured  ok',
    ].join('\n'),
  );
});

test('at 80 columns, what differs between hosts goes on in further lines', () => {
  const machine = { ...host(35).machine!, vcpus: 1, memoryGib: 32 };
  expect(statusReport([host(34), host(35, { machine })], { ...PLAIN, width: 80 })).toBe(
    [
      '2 hosts: 192.168.12.34:192.168.12.35',
      '  system disk of 100 GiB, 1 data disk, NICs on br0, no install medium',
      '',
      'host           VM     state    vCPUs          memory  VNC   configuration  facts',
      '-------------  -----  -------  -------------  ------  ----  -------------  -----',
      '192.168.12.34  vm054  running  2 vCPUs of     64 GiB  5954  as configured  ok',
      '                               80 %',
      '192.168.12.35  vm055  running  1 vCPU of      32 GiB  5954  as configured  ok',
      '                               80 %',
    ].join('\n'),
  );
});

test('where that is not enough, each host is a block of lines', () => {
  const other = { vcpus: 1, memoryGib: 32, systemDiskGib: 200, dataDisks: [], nics: [] };
  const machine = { ...host(35).machine!, ...other, media: ['vm055-install.iso'] };
  const text = statusReport([host(34), host(35, { machine })], { ...PLAIN, width: 80 });
  expect(text.split('\n\n')[1]).toBe(
    [
      'host: 192.168.12.35',
      'VM: vm055',
      'state: running',
      'vCPUs: 1 vCPU of 80 %',
      'memory: 32 GiB',
      'system disk: 200 GiB',
      'data disks: 0',
      'medium: inserted',
      'VNC: 5954',
      'configuration: as configured',
      'facts: ok',
    ].join('\n'),
  );
});

test('equal differences since the same time are one line', () => {
  const found = { differences: [{ ...QUOTA, since: SINCE }] };
  expect(report(host(34, found), host(35, found))).toContain(
    `2 hosts: 192.168.12.34:192.168.12.35, since 2026-01-02 03:04:05: CPU quota 30000 instead of 80000 µs per vCPU`,
  );
});

test('a host without its VM does not widen the table of the others', () => {
  const missing = { machine: { state: 'missing', networks: {} } };
  expect(report(host(34), host(35, missing)).split('\n').slice(0, 6)).toEqual([
    '192.168.12.34',
    '  2 vCPUs of 80 %, 64 GiB memory, system disk of 100 GiB, 1 data disk, NICs on br0, no install medium',
    '',
    'host           VM     state    VNC   configuration  facts',
    '-------------  -----  -------  ----  -------------  -----',
    '192.168.12.34  vm054  running  5954  as configured  ok',
  ]);
});

test('untrue facts and hosts that do not answer are told apart', () => {
  const silent = { machine: undefined, fault: 'refused', silentSince: SINCE };
  const text = report(host(34, silent), host(35, { facts: [MEMORY] }));
  expect(text).toMatch(/^192\.168\.12\.34 {2}vm054 {2}no answer$/m);
  expect(text).toMatch(/^192\.168\.12\.35 .* as configured {2}1 untrue$/m);
  expect(text).toContain('192.168.12.34, since 2026-01-02 03:04:05: refused');
  expect(text).toContain('192.168.12.35: facts: memory 64 → 32 GiB');
});

test('where nothing can be redrawn, only hosts that changed are shown again', () => {
  const rounds: string[][] = [];
  const log = new ChangeLog(({ hosts }) => rounds.push(hosts.map(({ address }) => address)));
  log.show(round(host(34), host(35)));
  log.show(round(host(34), host(35)));
  log.show(round(host(34), host(35, { facts: [MEMORY] })));
  expect(rounds).toEqual([['192.168.12.34', '192.168.12.35'], ['192.168.12.35']]);
});
