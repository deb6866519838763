import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PrivatePlans } from '../../../fleet/terraform/private-plans';
import { makeRunFolder, removeAbandonedFolders } from '../../../fleet/terraform/run-folder';
import { hasEnded, ownIdentity } from '../../../lib/node/process-identity';

/** What the test makes in the folder for temporary files, where the runs of this machine make theirs. */
let made: string[] = [];
afterEach(() => {
  made.forEach((place) => rmSync(place, { recursive: true, force: true }));
  made = [];
});

function place(name: string): string {
  const path = join(tmpdir(), name);
  made.push(path);
  return path;
}

/** The identity of a process that has ended. */
function ended(): string {
  const { stdout, pid } = spawnSync('sh', ['-c', 'cat /proc/$$/stat'], { encoding: 'utf8' });
  const start = Number(stdout.slice(stdout.lastIndexOf(')') + 2).split(' ')[19]);
  const [namespace] = ownIdentity().split('.');
  return [namespace, pid.toString(36), start.toString(36)].join('.');
}

function left(owner: string): string {
  const abandoned = place(`quantum-kvm-${owner}-a1B2c3`);
  mkdirSync(abandoned, { mode: 0o700 });
  writeFileSync(join(abandoned, 'plugin123'), '');
  return abandoned;
}

test('the folder of a killed process is removed by the next run, at its beginning', () => {
  const abandoned = left(ended());
  const plans = new PrivatePlans();
  expect(plans.file('host-a')).toMatch(/\/quantum-kvm-[0-9a-z.]+-\w{6}\/host-a\.tfplan$/);
  expect(existsSync(abandoned)).toBe(false);
  plans.remove();
});

test('what was killed during a run is removed at its end', () => {
  const plans = new PrivatePlans();
  plans.file('host-a');
  const abandoned = left(ended());
  plans.remove();
  expect(existsSync(abandoned)).toBe(false);
});

test('a process that has the number of one that ended is not taken for it', () => {
  const [namespace, pid, start] = ownIdentity().split('.');
  expect(hasEnded(ownIdentity())).toBe(false);
  expect(hasEnded([namespace, pid, `${start}0`].join('.'))).toBe(true);
});

/** A process in a PID namespace of its own, where the initial one is this test's. */
const NAMESPACED =
  /4026531836/.test(readlinkSync('/proc/self/ns/pid')) && process.geteuid?.() === 0;

(NAMESPACED ? test : test.skip)('a process of another PID namespace is known, too', async () => {
  const script =
    'readlink /proc/self/ns/pid; IFS= read -r stat </proc/$$/stat; echo "$stat"; sleep 60';
  const options = ['--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', script];
  const child = spawn('unshare', options);
  let output = '';
  for await (const data of child.stdout) {
    output += String(data);
    if (output.split('\n').length > 2) break;
  }
  const namespace = Number(/\d+/.exec(output)?.[0]);
  const start = Number(output.slice(output.lastIndexOf(')') + 2).split(' ')[19]);
  const identity = [namespace, 1, start].map((number) => number.toString(36)).join('.');
  expect(hasEnded(identity)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'close');
  // A process has closed its files a moment before it is a zombie.
  for (let tries = 0; !hasEnded(identity) && tries < 100; tries++) await setTimeout(50);
  expect(hasEnded(identity)).toBe(true);
});

test('the folder of a process that lives stays, as does what cannot be told', () => {
  const kept = [makeRunFolder(), left('not-an-identity'), left('a.b')];
  made.push(...kept);
  removeAbandonedFolders();
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
});

test('nothing is removed through a link, of another kind, or that others can enter', () => {
  const owner = ended();
  const target = mkdtempSync(place('run-folder-'));
  made.push(target);
  const file = join(target, 'file');
  const named = (end: string) => place(`quantum-kvm-${owner}-${end}`);
  const link = named('link');
  const other = named('file');
  const open = named('open');
  writeFileSync(file, '');
  symlinkSync(target, link);
  writeFileSync(other, '');
  mkdirSync(open);
  chmodSync(open, 0o755);
  const abandoned = left(owner);
  symlinkSync(target, join(abandoned, 'inside'));
  removeAbandonedFolders();
  expect([link, other, open, file].filter((path) => !existsSync(path))).toEqual([]);
  expect(existsSync(abandoned)).toBe(false);
});
