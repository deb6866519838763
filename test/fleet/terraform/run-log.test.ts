import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { RunLog, closeLog } from '../../../fleet/terraform/run-log';

const STACK = 'host-192-168-12-34';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const log = () => new RunLog(join(folder, 'logs'), 'deploy', new Date('2026-01-02T03:04:05.678Z'));

function append(text: string): void {
  const descriptor = log().open(STACK);
  writeSync(descriptor, text);
  closeLog(descriptor);
}

test('a run has a folder that is named after its time, its command and its process', () => {
  expect(basename(log().folder)).toBe(`20260102T030405-deploy-${process.pid}`);
  expect(basename(dirname(log().folder))).toBe('logs');
});

test('a host has a file, by a path that holds wherever it is read', () => {
  expect(isAbsolute(log().file(STACK))).toBe(true);
  expect(basename(log().file(STACK))).toBe(`${STACK}.log`);
});

test('before anything is logged there is no folder', () => {
  log();
  expect(existsSync(log().folder)).toBe(false);
});

test('folder and files are for their owner alone', () => {
  append('plan\n');
  expect(statSync(log().folder).mode & 0o777).toBe(0o700);
  expect(statSync(log().file(STACK)).mode & 0o777).toBe(0o600);
});

test('a folder that others can write is not logged to, nor is a link', () => {
  mkdirSync(log().folder, { recursive: true });
  symlinkSync(join(folder, 'elsewhere'), log().file(STACK));
  expect(() => log().open(STACK)).toThrow('ELOOP');
  chmodSync(log().folder, 0o777);
  expect(() => log().open(STACK)).toThrow('can be written by others than its owner (mode 0777)');
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
});

test('what is logged later stands after what was logged before', () => {
  append('plan\n');
  append('apply\n');
  expect(readFileSync(log().file(STACK), 'utf8')).toBe('plan\napply\n');
});

test('a log that takes nothing more has lost what was printed', () => {
  const log = new RunLog(join(folder, 'logs'), 'plan');
  closeLog(log.open('host-10-0-0-1'));
  expect(log.lostOutput('host-10-0-0-1')).toBeUndefined();
  rmSync(log.file('host-10-0-0-1'));
  symlinkSync('/dev/full', log.file('host-10-0-0-1'));
  expect(log.lostOutput('host-10-0-0-1')).toMatch(
    /logs\/.*-plan-\d+: no space is left on its file system \(ENOSPC\); free some/,
  );
});
