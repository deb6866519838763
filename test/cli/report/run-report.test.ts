import { resolve } from 'node:path';
import { HostResult } from '../../../fleet/rollout/fleet-event';
import { isComplete, runReport, summary } from '../../../cli/report/run-report';
import { paragraphs } from '../../../cli/report/layout/wrapped';
import { hostResultDocument } from '../../../cli/report/documents/host-result';
import { MARKED, PLAIN } from '../stream';

function result(last: number, more: Partial<HostResult> = {}): HostResult {
  return {
    address: `192.168.12.${last}`,
    machineName: `vm0${last + 20}`,
    outcome: 'done',
    changes: 2,
    seconds: 12.34,
    ...more,
  };
}

const FAILED = result(35, {
  outcome: 'failed',
  cause: 'the disk is full',
  logFile: resolve('logs', 'run', 'host-192-168-12-35.log'),
});
const LEFT = result(36, { outcome: 'not started', seconds: 0 });

test('a row per host, then notes, failures with cause and log, and the sum', () => {
  const noted = result(34, { note: 'the VM runs, more is not known' });
  expect(runReport([noted, FAILED, LEFT], PLAIN)).toBe(
    [
      'host           VM     result       changes  time',
      '-------------  -----  -----------  -------  ------',
      '192.168.12.34  vm054  done         2        12.3 s',
      '192.168.12.35  vm055  failed       2        12.3 s',
      '192.168.12.36  vm056  not started  2        0.0 s',
      '',
      '192.168.12.34: the VM runs, more is not known',
      '192.168.12.35: the disk is full',
      '  log: logs/run/host-192-168-12-35.log',
      'hosts: 1 done, 1 failed, 1 not started; not started: 192.168.12.36',
      '',
    ].join('\n'),
  );
});

test('at 80 columns sentences go on set in, and a command stays in one piece', () => {
  const cause =
    'bridge br1, which kvm.bridge.index1.name names, is missing on the host; make the bridge ("ip link add br1 type bridge"), or correct kvm.bridge.index1.name';
  const failed = { ...FAILED, cause, logFile: undefined };
  expect(paragraphs(runReport([failed], { ...PLAIN, width: 80 }), 80)).toBe(
    [
      'host           VM     result  changes  time',
      '-------------  -----  ------  -------  ------',
      '192.168.12.35  vm055  failed  2        12.3 s',
      '',
      '192.168.12.35: bridge br1, which kvm.bridge.index1.name names, is missing on',
      '  the host; make the bridge ("ip link add br1 type bridge"), or correct',
      '  kvm.bridge.index1.name',
      'hosts: 1 failed',
      '',
    ].join('\n'),
  );
});

test('of 254 hosts those that fared alike are one row, and those that failed are named', () => {
  const all = Array.from({ length: 254 }, (_, i) => result(i + 1, { seconds: 10 + i / 10 }));
  const failed = all.map((of) =>
    /\.(78|92)$/.test(of.address) ? { ...FAILED, address: of.address, seconds: 17.7 } : of,
  );
  expect(runReport(failed, { ...PLAIN, width: 80 })).toBe(
    [
      'hosts                                            result  changes  time',
      '-----------------------------------------------  ------  -------  --------------',
      '252 hosts: 192.168.12.1:192.168.12.77,           done    2        10.0 to 35.3 s',
      '  192.168.12.79:192.168.12.91,',
      '  192.168.12.93:192.168.12.254',
      '2 hosts: 192.168.12.78, 192.168.12.92            failed  2        17.7 s',
      '',
      '2 hosts: 192.168.12.78, 192.168.12.92: the disk is full',
      '  log: logs/run/host-192-168-12-35.log, and of 1 more beside it',
      'hosts: 252 done, 2 failed',
      '',
    ].join('\n'),
  );
});

test('what the provider warned of is yellow, equal words once with their hosts', () => {
  const warned = [34, 35].map((last) => result(last, { warnings: ['the network does not run'] }));
  expect(runReport(warned, MARKED)).toContain(
    '\n<caution 2 hosts: 192.168.12.34:192.168.12.35: warning: the network does not run>\n',
  );
});

test('a failure before Terraform ran has no log', () => {
  expect(runReport([{ ...FAILED, logFile: undefined }], PLAIN)).not.toContain('log:');
});

test('a run over no hosts has no rows', () => {
  expect(runReport([], PLAIN).split('\n').slice(1)).toEqual([
    '----  --  ------  -------  ----',
    '',
    'hosts: ',
    '',
  ]);
});

test.each<[HostResult['outcome'], string]>([
  ['done', '<good done>'],
  ['no changes', '<good no changes>'],
  ['planned', '<good planned>'],
  ['failed', '<bad failed>'],
  ['not started', '<bad not started>'],
])('the result %s has its colour', (outcome, shown) => {
  expect(runReport([result(34, { outcome })], MARKED)).toContain(`  ${shown}  `);
});

test('the sum counts results and names the hosts that were not started, with the reason', () => {
  const cause = 'no further guest is restarted after the failure of 192.168.12.35';
  const left = [
    result(36, { outcome: 'not started', cause }),
    result(37, { outcome: 'not started', cause }),
  ];
  expect(summary([result(33), result(34), FAILED, ...left], PLAIN)).toBe(
    `hosts: 2 done, 1 failed, 2 not started; not started: 192.168.12.36:192.168.12.37 (${cause})`,
  );
});

test('the sum is good only where every host is as it should be', () => {
  expect(summary([result(34), result(35, { outcome: 'no changes' })], MARKED)).toBe(
    '<good hosts: 1 done, 1 unchanged>',
  );
  expect(summary([result(34), FAILED], MARKED)).toBe('<bad hosts: 1 done, 1 failed>');
});

test.each<[HostResult['outcome'], boolean]>([
  ['done', true],
  ['no changes', true],
  ['planned', true],
  ['failed', false],
  ['not started', false],
])('a run with a host that is %j is complete: %s', (outcome, expected) => {
  expect(isComplete([result(34), result(35, { outcome })])).toBe(expected);
});

test('for a program each host is an object with its VM, its cause and its log', () => {
  expect([result(34), FAILED].map(hostResultDocument)).toEqual([
    { address: '192.168.12.34', vm: 'vm054', outcome: 'done', changes: 2, seconds: 12.34 },
    {
      address: '192.168.12.35',
      vm: 'vm055',
      outcome: 'failed',
      changes: 2,
      seconds: 12.34,
      cause: 'the disk is full',
      logFile: resolve('logs', 'run', 'host-192-168-12-35.log'),
    },
  ]);
});
