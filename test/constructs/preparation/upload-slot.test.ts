import { ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '../../../lib/constructs/preparation/upload-slot.sh');

let folder: string;
let running: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upload-slot-'));
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  rmSync(folder, { recursive: true });
});

/** A shell in the place of Terraform, in a stack of its own, which has a slot while it runs this. */
function stack(name: string, whileHeld: string): ChildProcess {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const script = `sh '${SCRIPT}' take && { ${whileHeld}; }; sh '${SCRIPT}' give-back`;
  const env = { ...process.env, QK_UPLOAD_SLOTS: join(folder, 'slots') };
  const child = spawn('sh', ['-c', script], { cwd, env, stdio: 'ignore' });
  running.push(child);
  return child;
}

const ended = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.once('exit', resolve));

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 100; tries += 1) await pause(100);
  expect(holds()).toBe(true);
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

test('of ten at once four have a slot, and all get theirs', async () => {
  const log = join(folder, 'log');
  const stacks = Array.from({ length: 10 }, (_, i) =>
    stack(`${i}`, `echo 1 >>'${log}'; sleep 0.3; echo -1 >>'${log}'`),
  );
  await Promise.all(stacks.map(ended));
  const steps = readFileSync(log, 'utf8').trim().split('\n').map(Number);
  const counts = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step));
  expect(steps).toHaveLength(20);
  expect(Math.max(...counts)).toBeLessThanOrEqual(4);
  expect(Math.max(...counts)).toBeGreaterThan(1);
});

test('the slots of a Terraform that is killed are free at once', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const four = names.map((name) => stack(name, 'sleep 60'));
  await until(() => names.every((name) => existsSync(join(folder, name, '.upload-slot'))));
  const fifth = stack('e', 'true');
  await pause(500);
  expect(existsSync(join(folder, 'e', '.upload-slot'))).toBe(false);
  four[0]!.kill('SIGKILL');
  await ended(fifth);
});
