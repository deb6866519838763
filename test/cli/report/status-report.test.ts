import { stripVTControlCharacters } from 'node:util';
import { palette } from '../../../cli/report/palette';
import { ChangeLog } from '../../../cli/report/status-display';
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

/** Cells of the row of a host. */
const row = (text: string, address: string) =>
  text
    .split('\n')
    .find((line) => line.includes(`│ ${address} `))
    ?.split('│')
    .map((cell) => cell.trim())
    .filter(Boolean);

test('a row tells all of a VM', () => {
  const cells = 'running,2,80 %,64 GiB,100 GiB,1,br0,empty,5954,ok,as planned'.split(',');
  expect(row(report(host(34)), '192.168.12.34')).toEqual(['192.168.12.34', 'vm054', ...cells]);
});

test('equal differences since the same time are one line', () => {
  const found = { differences: [{ ...QUOTA, since: SINCE }] };
  expect(report(host(34, found), host(35, found))).toContain(
    `2 hosts: 192.168.12.34:192.168.12.35: CPU quota 30000 instead of 80000 µs per vCPU, since 2026-01-02 03:04:05`,
  );
});

test('untrue facts and hosts that do not answer are told apart', () => {
  const silent = { machine: undefined, fault: 'refused', silentSince: SINCE };
  const text = report(host(34, silent), host(35, { facts: [MEMORY] }));
  expect(row(text, '192.168.12.34')).toEqual(['192.168.12.34', 'vm054', 'no answer']);
  expect(text).toContain('192.168.12.34: refused, since 2026-01-02 03:04:05');
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
