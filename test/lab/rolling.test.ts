import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { machine, qemuPid } from './support/hosts';
import { ADDRESSES, Project, Run, done, onHost } from './support/project';

jest.setTimeout(300_000);

const FAILED = 1;
const ROOT = resolve(__dirname, '..', '..');
const [FIRST, SECOND] = ADDRESSES as [string, string];
const SETTINGS = {
  'kvm.host.range': `${FIRST},${SECOND}`,
  'kvm.install.media': execFileSync(join(ROOT, 'lab', 'guest', 'build'), {
    encoding: 'utf8',
  }).trim(),
  'kvm.shutdown.timeout.seconds': '60',
};

let project: Project;

beforeAll(async () => {
  project = new Project(SETTINGS);
  done(project.quantumKvm('check'));
});
afterAll(() => {
  done(project.quantumKvm('destroy', '--yes'));
  project.remove();
});

function memory(gib: number): void {
  project.configure({ ...SETTINGS, 'kvm.memory.size.gb': String(gib) });
}

const pids = () => [1, 2].map(qemuPid);

function agent(host: number, command: object): void {
  onHost(host, 'virsh', 'qemu-agent-command', machine(host), JSON.stringify(command));
}

/** The guests have booted. */
async function answering(): Promise<void> {
  for (const host of [1, 2]) {
    for (let left = 240; ; left -= 1) {
      try {
        agent(host, { execute: 'guest-ping' });
        break;
      } catch (error) {
        if (left === 0) throw error;
        await sleep(500);
      }
    }
  }
}

interface Event {
  readonly type: string;
  readonly host: string;
  readonly phase?: string;
  readonly hosts?: readonly { readonly outcome: string; readonly cause?: string }[];
}

function events({ output }: Run): Event[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

/** What happened to the hosts after they were planned, in order. */
function course(run: Run): string[] {
  const all = events(run);
  const begin = all.findIndex(({ phase }) => phase === 'apply' || phase === 'wait for guest');
  return all
    .slice(begin)
    .filter(({ type, phase }) => type === 'result' || (phase && phase !== 'init'))
    .map(({ host, phase = 'result' }) => `${host} ${phase}`);
}

const deploy = (...options: string[]) =>
  project.quantumKvm('deploy', '--yes', '--allow', 'restart', ...options);

test('nothing waits for VMs that are made', async () => {
  const run = done(deploy('--json'));
  expect(events(run).map(({ phase }) => phase)).not.toContain('wait for guest');
  await answering();
});

test('reviewed restarts go host by host, each waiting for the agent of the one before', () => {
  const before = pids();
  memory(2);
  project.quantumKvm('plan', '--out', 'reviewed');
  expect(course(done(deploy('--json', '--plan', 'reviewed')))).toEqual(
    [FIRST, SECOND].flatMap((host) => [
      `${host} apply`,
      `${host} wait for guest`,
      `${host} result`,
    ]),
  );
  expect(pids()).not.toContain(before[0]);
  expect(pids()).not.toContain(before[1]);
});

test('after a guest that does not get well no other is touched, and those that remain are named', () => {
  const [first, second] = pids();
  memory(3);
  const run = deploy('--health-check', 'echo no quorum; false', '--health-timeout', '3');
  expect(run.status).toBe(FAILED);
  expect(run.output).toContain(
    `${FIRST}: changed, but its guest did not answer within 3 s; health check: exit code 1: no quorum`,
  );
  expect(run.output).toContain(
    `not started: ${SECOND} (no further guest is restarted after the failure of ${FIRST})`,
  );
  expect(qemuPid(1)).not.toBe(first);
  expect(qemuPid(2)).toBe(second);
});

test('the next deployment asks that guest again before it restarts another', () => {
  const before = pids();
  const run = deploy('--json', '--health-check', 'echo no quorum; false', '--health-timeout', '3');
  expect(run.status).toBe(FAILED);
  expect(course(run)).toEqual([`${FIRST} wait for guest`, `${FIRST} waited`]);
  expect(events(run).at(-1)?.hosts).toMatchObject([
    { outcome: 'no changes' },
    {
      outcome: 'not started',
      cause: expect.stringMatching(
        new RegExp(`no guest is restarted while that of ${FIRST}, .* is not known to be well: .*`),
      ),
    },
  ]);
  expect(pids()).toEqual(before);
});

test('a guest whose agent was silent before is known to run, and no more', () => {
  agent(2, {
    execute: 'guest-exec',
    arguments: { path: '/bin/killall', arg: ['qemu-ga'] },
  });
  const run = done(deploy());
  expect(run.output).toContain(
    `${SECOND}: no guest agent answered before the restart; the VM runs, more is not known`,
  );
});

test('Ctrl-C ends the wait, and no other guest is touched', async () => {
  await answering();
  const [, second] = pids();
  memory(2);
  const program = join(ROOT, 'dist', 'cli', 'quantum-kvm.js');
  const options = ['--yes', '--allow', 'restart', '--json', '--health-check', 'sleep 300'];
  const run = spawn('node', [program, 'deploy', ...options], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  run.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (data.includes('"wait for guest"')) run.kill('SIGINT');
  });
  expect(await once(run, 'close')).toEqual([FAILED, null]);
  expect(events({ status: FAILED, output }).at(-1)?.hosts).toMatchObject([
    { outcome: 'failed', cause: expect.stringContaining('the wait for its guest was interrupted') },
    { outcome: 'not started' },
  ]);
  expect(qemuPid(2)).toBe(second);
});
