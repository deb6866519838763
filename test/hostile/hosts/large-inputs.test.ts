import { checkReport } from '../../../cli/report/check-report';
import { formatProblems } from '../../../lib/config/problem';
import { parseRecords } from '../../../lib/host-scripts/check-record';
import { specifyHosts } from '../../../lib/machine/specify-hosts';
import { PLAIN } from '../../cli/stream';
import { parsed, property, toldOf, xml } from '../../config/sample';
import { facts, fleet, wanted } from '../../machine/sample';

/** Seconds before they were linear: 65, 28 and 15. How they grow is measured by bench/inputs. */
const LIMIT_MS = 10_000;

function within<T>(run: () => T): T {
  const begun = Date.now();
  const result = run();
  expect(Date.now() - begun).toBeLessThan(LIMIT_MS);
  return result;
}

const numbered = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i));
const disk = (i: number) => `/dev/disk/by-id/wwn-0x${String(i).padStart(8, '0')}`;

test('94,546 equal records of a host are one finding', () => {
  const report = within(() => {
    const records = parseRecords('FAIL\tdisk.blank\tis not\tcure it\n'.repeat(94_546));
    const host = { address: '10.0.0.1', login: 'root', records, changes: [] };
    return checkReport(
      { deployment: { records: [], media: { records: [], named: new Map() } }, hosts: [host] },
      { file: 'f', checked: 1 },
      PLAIN,
    );
  });
  expect(report.match(/disk\.blank/g)).toHaveLength(1);
});

test('20,000 different records of a host are told in part, and counted', () => {
  const records = within(() =>
    parseRecords(numbered(20_000, (i) => `FAIL\ta.b\tc ${i}\td\n`).join('')),
  );
  expect(records).toHaveLength(501);
  expect(records.at(-1)).toMatchObject({
    verdict: 'fail',
    message: expect.stringContaining('20000 different records'),
  });
});

test('20,000 bad entries of a range are told in part, and counted', () => {
  const lines = within(() =>
    toldOf(xml({ 'kvm.host.range': numbered(20_000, (i) => `x${i}`).join(',') })),
  );
  expect(lines).toHaveLength(21);
  expect(lines.some((line) => line.includes('… and 19980 more'))).toBe(true);
});

test('20,000 bad hosts of one attribute are told in part', () => {
  const hosts = numbered(20_000, (i) => `x${i}`).join(',');
  expect(within(() => toldOf(xml({}, property('login.name', 'root', hosts)))).length).toBeLessThan(
    30,
  );
});

test('30,000 data disks are read, and those that the host has not are told in part', () => {
  const paths = numbered(30_000, disk).join(',');
  const { configuration } = within(() => parsed({ 'kvm.data.disks': paths }));
  const [host] = configuration?.hosts ?? [];
  const told = within(() => {
    const one = { ...wanted, dataDisks: host!.dataDisks };
    const { problems } = specifyHosts({ file: 'f', hosts: [one] }, fleet({ [one.address]: facts }));
    return formatProblems(problems).split('\n');
  });
  expect(told).toHaveLength(101);
  expect(told.at(-1)).toBe('… and 29900 more');
});

test('10,000 unknown properties are told in part', () => {
  const unknown = numbered(10_000, (i) => property(`kvm.x${i}`, '1'));
  expect(within(() => toldOf(xml({}, ...unknown)))).toHaveLength(101);
});

test('an error is told where 10,000 warnings are not', () => {
  const unknown = numbered(10_000, (i) => property(`kvm.x${i}`, '1'));
  const lines = toldOf(xml({ 'kvm.cpu.percentage': '81' }, ...unknown));
  expect(lines.filter((line) => line.includes('kvm.cpu.percentage is "81"'))).toHaveLength(1);
});
