import { execFileSync, spawn } from 'node:child_process';
import type * as ChildProcess from 'node:child_process';
import { once } from 'node:events';
import type * as Fs from 'node:fs';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileLock } from '../../lib/node/file/file-lock';
import { makePrivateFolder } from '../../lib/node/file/private-file';
import { Project } from '../../lib/node/project';
import { Obstacle, RunLock } from '../../lib/node/run-lock';
import { until } from '../fleet/support/until';

let folder: string;
let project: Project;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  project = new Project(join(folder, 'config.xml'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const take = (command = 'deploy') => RunLock.take(project, command);
const taken = (command?: string): RunLock => {
  const lock = take(command);
  if (!(lock instanceof RunLock)) throw new Error(`not taken: ${lock.kind}`);
  return lock;
};

test('one run at a time, and the next as soon as it is released', () => {
  const lock = taken('deploy');
  const refused = take('destroy') as Obstacle;
  expect(refused).toMatchObject({
    kind: 'held',
    owner: { command: 'deploy', pid: process.pid, host: hostname() },
  });
  lock.release();
  const next = taken('destroy');
  expect(next.broken).toBeUndefined();
  next.release();
  expect(RunLock.owner(project)).toBeUndefined();
});

test('projects do not know of each other', () => {
  const lock = taken();
  const other = new Project(join(folder, 'other', 'config.xml'));
  expect(RunLock.take(other, 'deploy')).toBeInstanceOf(RunLock);
  lock.release();
});

test('a run that was killed is told, and stands in no way', async () => {
  const { runLockFile } = project;
  const { boot, machine } = thisMachine();
  const holder = spawn('flock', [runLockFile, 'sh', '-c', 'echo held; sleep 60'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(holder.stdout, 'data');
  const since = '2026-01-02T03:04:05.000Z';
  const owner = { command: 'deploy', user: 'root', host: hostname(), machine, boot, pid: 2, since };
  writeFileSync(runLockFile, JSON.stringify(owner));
  expect(take()).toEqual({ kind: 'held', owner });
  process.kill(-Number(holder.pid), 'SIGKILL');
  await once(holder, 'exit');
  await until(() => {
    const probe = FileLock.take(runLockFile);
    probe?.release();
    return probe !== undefined;
  });
  const lock = taken();
  expect(lock.broken).toEqual(owner);
  lock.release();
});

const owner = (changes: object) => ({
  ...{ command: 'destroy', user: 'root', host: 'node2', machine: 'another', boot: 'another' },
  ...{ pid: 1, since: '2026-01-02T03:04:05.000Z' },
  ...changes,
});

test('one of another machine that did not say that it ended is not taken over', () => {
  taken().release();
  writeFileSync(project.runLockFile, JSON.stringify(owner({})));
  expect(take()).toEqual({ kind: 'elsewhere', owner: owner({}) });
  expect(take()).toEqual({ kind: 'elsewhere', owner: owner({}) });
  rmSync(project.runLockFile);
  expect(take()).toBeInstanceOf(RunLock);
});

test.each<[string, () => object]>([
  ['a container on this machine', () => ({ boot: thisMachine().boot })],
  ['this machine before it was started again', () => ({ ...thisMachine(), boot: 'earlier' })],
])('that of %s is taken over', (_, of) => {
  taken().release();
  writeFileSync(project.runLockFile, JSON.stringify(owner(of())));
  const lock = taken();
  expect(lock.broken).toMatchObject({ command: 'destroy' });
  lock.release();
});

test.each(['', '{', 'null', '{"pid":1}', 'x'.repeat(100_000)])(
  'what else stands in the file is no run (%#)',
  (text) => {
    taken().release();
    writeFileSync(project.runLockFile, text);
    const lock = taken();
    expect(lock.broken).toBeUndefined();
    lock.release();
  },
);

test('a lock of gigabytes is not read', () => {
  taken().release();
  truncateSync(project.runLockFile, 3 * 1024 ** 3);
  expect(RunLock.owner(project)).toBeUndefined();
  taken().release();
  expect(statSync(project.runLockFile).size).toBe(0);
});

test.each([
  ['a pipe', (file: string) => execFileSync('mkfifo', [file]), /is no regular file; move it away/],
  ['a link to a device', (file: string) => symlinkSync('/dev/zero', file), /^ELOOP/],
])('%s in place of the lock is told, and not waited for', (_, make, said) => {
  makePrivateFolder(project.privateFolder);
  make(project.runLockFile);
  expect(RunLock.owner(project)).toBeUndefined();
  expect(take).toThrow(said);
});

test('machines without an id are not one because they have one name', () => {
  const fs = jest.requireActual<typeof Fs>('node:fs');
  const { readFileSync: read } = fs;
  taken().release();
  const spy = jest.spyOn(fs, 'readFileSync').mockImplementation(((file: string, how: 'utf8') => {
    if (file === '/etc/machine-id') return '';
    return read(file, how);
  }) as never);
  writeFileSync(project.runLockFile, JSON.stringify(owner({ machine: '', host: hostname() })));
  const obstacle = take();
  spy.mockRestore();
  expect(obstacle).toMatchObject({ kind: 'elsewhere' });
});

test('who runs is for nobody else to read', () => {
  const lock = taken();
  expect(statSync(project.runLockFile).mode & 0o777).toBe(0o600);
  expect(statSync(project.privateFolder).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(project.privateFolder, '.gitignore'), 'utf8')).toBe('*\n');
  lock.release();
});

test('without flock it is said what to install', () => {
  const error = new Error('spawnSync flock ENOENT');
  const module = jest.requireActual<typeof ChildProcess>('node:child_process');
  const spawned = jest.spyOn(module, 'spawnSync').mockReturnValue({ error } as never);
  expect(() => take()).toThrow(
    'run.lock cannot be locked: flock does not run (spawnSync flock ENOENT); install util-linux',
  );
  spawned.mockRestore();
});

test('who waits for a file gets it when it is released, and gives up after the limit', async () => {
  const file = join(folder, 'file');
  const lock = FileLock.take(file);
  expect(await FileLock.takeWithin(file, 150)).toBeUndefined();
  setTimeout(() => lock?.release(), 150);
  const next = await FileLock.takeWithin(file, 10_000);
  expect(next).toBeInstanceOf(FileLock);
  next?.release();
});

function thisMachine(): { host: string; machine: string; boot: string } {
  const lock = taken();
  const { host, machine, boot } = RunLock.owner(project)!;
  lock.release();
  return { host, machine, boot };
}
