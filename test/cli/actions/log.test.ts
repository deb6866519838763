import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { diagnostic, ONLINE, prints } from '../../fleet/support/fake-terraform';
import { ADDRESSES, FleetProject } from '../fleet-project';
import { Ended, quantumKvm } from '../terminal';

const [FIRST, SECOND, THIRD] = ADDRESSES;
const documentOf = ({ stdout }: Ended) => JSON.parse(stdout);
const linesOf = ({ stdout }: Ended) => stdout.trimEnd().split('\n');
const RECORDED = 'For people.\nquantum-kvm-plan: {"version":1}';

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

/** The last run has failed on one host, and changed nothing on the others. */
async function failedRun(): Promise<void> {
  project.terraform.finds([ONLINE], 'host-127-0-12-2');
  project.terraform.does(
    'apply',
    `${prints(
      { '@message': 'Creating', '@timestamp': '2026-01-02T03:04:05Z', type: 'apply_start' },
      diagnostic('warning', 'Updating the VM', RECORDED),
      { '@message': 'Still creating', type: 'apply_progress' },
      diagnostic('error', 'Creating vm022', 'the disk\nis \u001b[2Jfull'),
      diagnostic('error', 'Creating vm022', 'the disk\nis \u001b[2Jfull'),
    )}; echo 'panic: \u202ewords'; exit 1`,
    'host-127-0-12-2',
  );
  await quantumKvm('deploy', '--yes');
}

test('of a host errors come first, then warnings, then all else in order, as text', async () => {
  await failedRun();
  const ended = await quantumKvm('log', SECOND);
  expect(ended.exitCode).toBe(0);
  const lines = linesOf(ended);
  expect(lines[0]).toMatch(
    new RegExp(`^${SECOND}, deploy of .* \\(\\d{8}T\\d{6}-deploy-\\d+\\): failed$`),
  );
  expect(lines[1]).toBe('Creating vm022: the disk is full');
  const of = (text: string) => lines.flatMap((line, i) => (line.includes(text) ? i : []));
  expect(of('error: Creating vm022: the disk is full')).toEqual([2]);
  expect(of('warning: ')[0]).toBe(3);
  expect(of('quantum-kvm-plan')).toEqual([]);
  expect(lines.slice(-3).map((line) => line.slice(10))).toEqual([
    'Creating',
    'Still creating',
    'panic: \\u202ewords',
  ]);
  expect(lines.at(-3)).toMatch(/^\d\d:\d\d:05 {2}Creating$/);
});

test('in JSON a host has its result, and what was said of it', async () => {
  await failedRun();
  expect(documentOf(await quantumKvm('log', SECOND, '--json'))).toMatchObject({
    type: 'log',
    version: 1,
    run: { command: 'deploy', name: expect.stringMatching(/-deploy-/) },
    address: SECOND,
    outcome: 'failed',
    errors: [{ severity: 'error', summary: 'Creating vm022' }],
    warnings: expect.arrayContaining([
      { severity: 'warning', summary: 'Updating the VM', detail: 'For people.' },
    ]),
    lines: expect.arrayContaining([{ time: '2026-01-02T03:04:05Z', message: 'Creating' }]),
  });
});

test('without a host all hosts of the last run are shown with what became of them', async () => {
  await failedRun();
  const { exitCode, stdout } = await quantumKvm('log');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^deploy of .* \(\d{8}T\d{6}-deploy-\d+\)\n/);
  expect(stdout).toContain(`${SECOND}: Creating vm022: the disk is full\n`);
  expect(stdout).toContain('1 failed');
  const { runs } = documentOf(await quantumKvm('log', '--json'));
  expect(runs).toMatchObject([
    { command: 'deploy', hosts: [{ address: FIRST }, { outcome: 'failed' }, { address: THIRD }] },
  ]);
});

test('an earlier run is named, and shown when it is asked for', async () => {
  mkdirSync('logs', { mode: 0o700 });
  mkdirSync('logs/20260102T030405-plan-7', { mode: 0o700 });
  writeFileSync('logs/20260102T030405-plan-7/host-127-0-12-1.log', '{"@message":"old"}\n');
  await quantumKvm('plan');
  const { stdout } = await quantumKvm('log');
  expect(stdout).toContain('Earlier runs, for --run:\n  20260102T030405-plan-7  it left no result');
  const old = await quantumKvm('log', FIRST, '--run', '20260102');
  expect(linesOf(old).at(-1)).toContain('old');
});

test('what stands among the logs and is no run, or no event, ends nothing', async () => {
  await failedRun();
  mkdirSync('logs/99999999T999999-plan-7', { mode: 0o700 });
  mkdirSync('logs/20990102T030405-plan-7', { mode: 0o700 });
  const odd = ['{"@message":5}', '{"diagnostic":1}', '{"diagnostic":{"severity":"error"}}', '[]'];
  writeFileSync('logs/20990102T030405-plan-7/host-127-0-12-1.log', odd.join('\n'));
  expect((await quantumKvm('log')).exitCode).toBe(0);
  expect((await quantumKvm('log', '--json')).exitCode).toBe(0);
  expect(
    linesOf(await quantumKvm('log', FIRST))
      .slice(-4)
      .map((line) => line.trim()),
  ).toEqual(odd);
  expect((await quantumKvm('log', FIRST, '--json')).exitCode).toBe(0);
});

test.each(['../logs/', '.', '/', '20*'])('--run %s is the name of no run', async (name) => {
  await quantumKvm('plan');
  const { exitCode, stderr } = await quantumKvm('log', FIRST, '--run', name);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('allowed is the name of a run');
});

test('a log that is a link to another file is not shown', async () => {
  await failedRun();
  const [run = ''] = readdirSync('logs').filter((entry) => !entry.endsWith('.json'));
  const file = join('logs', run, 'host-127-0-12-2.log');
  rmSync(file);
  writeFileSync('secret', 'secret words');
  symlinkSync(resolve('secret'), file);
  const { exitCode, stdout, stderr } = await quantumKvm('log', SECOND);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('is a symbolic link');
  expect(stdout).not.toContain('secret words');
});

test('a host that failed before Terraform ran is told with its cause', async () => {
  project.check([FIRST]);
  await quantumKvm('plan');
  const { stdout } = await quantumKvm('log', SECOND);
  expect(stdout).toContain('hosts.lock.json has no facts of this host');
  expect(stdout).toContain('Terraform did not run for this host');
});

test('what a run notes is for its owner alone', async () => {
  await quantumKvm('plan');
  const [name = ''] = readdirSync('logs').filter((entry) => entry.endsWith('.json'));
  expect(statSync(join('logs', name)).mode & 0o777).toBe(0o600);
});

test.each([
  [['log'], 'has no logs: nothing was planned or changed from this folder yet'],
  [['log', 'somewhere'], 'Allowed is the IPv4 address of one host'],
])('%j without a run is exit code 2', async (args, said) => {
  const { exitCode, stderr } = await quantumKvm(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
});

test.each([
  [['log', '127.0.12.9'], 'was about 127.0.12.9'],
  [['log', '--run', '1999'], '--run is "1999"; allowed is the name of a run'],
])('%j after a run is exit code 2', async (args, said) => {
  await quantumKvm('plan');
  const { exitCode, stderr } = await quantumKvm(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
});

test('a log that is longer than any string is read, and its last lines are shown', async () => {
  await failedRun();
  const { logFile } = documentOf(await quantumKvm('log', SECOND, '--json'));
  const lines = Array.from({ length: 9000 }, (_, i) => `line ${i}`).join('\n');
  appendFileSync(logFile, `${lines}\n`);
  truncateSync(logFile, 2 ** 30);
  appendFileSync(logFile, '\nthe last word');
  const { stdout, exitCode } = await quantumKvm('log', SECOND);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('error: Creating vm022: the disk is full');
  expect(stdout).toMatch(/… 6\d\d\d earlier lines are in the file alone/);
  expect(stdout.trimEnd()).toMatch(/the last word$/);
});
