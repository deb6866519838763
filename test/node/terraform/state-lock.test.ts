import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockNoteFile, stateLock } from '../../../lib/node/terraform/state-lock';

let folder: string;
let file: string;
let holder: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'host-192-168-12-34.tfstate');
  writeFileSync(file, '{}');
});
afterEach(() => {
  holder?.kill('SIGKILL');
  holder = undefined;
  rmSync(folder, { recursive: true });
});

/** As Terraform locks: fcntl, struct flock of x86_64. */
const LOCK = `use Fcntl; open(my $file, "+<", $ARGV[0]) or die;
my $whole = pack("s s x4 q q l x4", F_WRLCK, 0, 0, 0, 0);
fcntl($file, F_SETLK, $whole) or die;
$| = 1; print "locked"; sleep;`;

async function hold(): Promise<ChildProcess> {
  holder = spawn('perl', ['-e', LOCK, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout!, 'data');
  return holder;
}

const note = (who: string) =>
  writeFileSync(
    lockNoteFile(file),
    JSON.stringify({ ID: '4711', Operation: 'OperationTypeApply', Who: who, Created: 'today' }),
  );

test('a process that holds it is named, with what Terraform has noted of it', async () => {
  const { pid } = await hold();
  expect(stateLock(file)).toEqual({ pid, holder: `process ${pid} (perl)` });
  note(`root@${hostname()}`);
  const since = `OperationTypeApply of root@${hostname()} since today`;
  expect(stateLock(file)).toEqual({ pid, id: '4711', holder: `process ${pid} (perl), ${since}` });
});

test('what a process of this machine has left behind is no lock', () => {
  note(`root@${hostname()}`);
  expect(stateLock(file)).toBeUndefined();
});

test('what another machine has noted may be one', () => {
  note('root@another');
  expect(stateLock(file)).toEqual({
    id: '4711',
    holder: 'OperationTypeApply of root@another since today',
  });
});

test('a note that cannot be read counts', () => {
  writeFileSync(lockNoteFile(file), '');
  expect(stateLock(file)).toEqual({ holder: 'another program' });
});

test('no lock, and no state at all', () => {
  expect(stateLock(file)).toBeUndefined();
  rmSync(file);
  expect(stateLock(file)).toBeUndefined();
});
