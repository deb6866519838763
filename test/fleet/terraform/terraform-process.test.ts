import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunLog } from '../../../fleet/terraform/run-log';
import { TerraformEvent } from '../../../fleet/terraform/terraform-event';
import { TerraformCall, TerraformProcess } from '../../../fleet/terraform/terraform-process';
import { FakeTerraform, diagnostic, prints } from '../support/fake-terraform';
import { until } from '../support/until';

const STACK = 'host-192-168-12-34';

let folder: string;
let terraform: FakeTerraform;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
  mkdirSync(join(folder, STACK));
  terraform = new FakeTerraform(join(folder, 'terraform'));
});
afterEach(() => {
  terraform.release();
  rmSync(folder, { recursive: true });
});

/** A Terraform that can be watched while it runs. */
class Watched {
  readonly log = new RunLog(join(folder, 'logs'), 'deploy');
  readonly events: TerraformEvent[] = [];
  private readonly process: TerraformProcess;

  constructor(call: Partial<TerraformCall> = {}) {
    this.process = new TerraformProcess({
      binary: terraform.binary.name,
      folder: join(folder, STACK),
      args: ['apply'],
      log: this.log,
      stackId: STACK,
      limitSeconds: 30,
      onEvent: (event) => this.events.push(event),
      ...call,
    });
  }

  run() {
    return this.process.run();
  }

  stop(): void {
    this.process.stop();
  }

  /** Until it says so. */
  async says(message: string): Promise<void> {
    await until(() => this.messages().includes(message));
  }

  messages(): string[] {
    return this.events.map((event) => event['@message'] ?? '');
  }
}

/** What it does while it is applied. */
const applies = (shell: string) => terraform.does('apply', shell);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('every line is told in order, also one that is no event', async () => {
  applies(`${prints(diagnostic('warning', "the host's clock"))}\necho 'panic: out of memory' >&2`);
  const run = new Watched();
  await run.run();
  expect(run.messages()).toEqual(["warning: the host's clock", 'panic: out of memory']);
});

test('its exit code is its end', async () => {
  applies('exit 3');
  expect(await new Watched().run()).toEqual({ kind: 'exited', exitCode: 3 });
});

test('it writes its log itself, and a second one of the same host goes on after it', async () => {
  applies('readlink /proc/$$/fd/1');
  const first = new Watched();
  await first.run();
  expect(first.messages()).toEqual([first.log.file(STACK)]);
  const second = new Watched({ log: first.log });
  await second.run();
  expect(second.messages()).toHaveLength(1);
  expect(readFileSync(first.log.file(STACK), 'utf8').trim().split('\n')).toHaveLength(2);
});

test('a Ctrl-C at the terminal does not reach it: it stands in a process group of its own', async () => {
  applies('echo $$; echo begun; hold');
  const run = new Watched();
  const ended = run.run();
  await run.says('begun');
  expect(isRunning(-Number(run.messages()[0]))).toBe(true);
  terraform.release();
  await ended;
});

test('it asks neither a person nor the network, and may replace disks', async () => {
  applies(
    'echo "$TF_INPUT $TF_IN_AUTOMATION $CHECKPOINT_DISABLE $QUANTUM_KVM_REPLACE_DISKS $PATH"',
  );
  const run = new Watched();
  await run.run();
  expect(run.messages()).toEqual([`0 1 1 yes ${process.env.PATH}`]);
});

test.each([
  [['apply'], 'no'],
  [['apply', '-destroy'], 'yes'],
])('the provider is told whether %j plans a destruction', async (args, told) => {
  applies('echo "$QUANTUM_KVM_DESTROY"');
  const run = new Watched({ args });
  await run.run();
  expect(run.messages()).toEqual([told]);
});

test('it is ended when it is asked to stop, with what it then says', async () => {
  applies("trap 'echo stopped; exit 1' INT; echo begun; hold");
  const run = new Watched();
  const ended = run.run();
  await run.says('begun');
  run.stop();
  expect(await ended).toEqual({ kind: 'exited', exitCode: 1 });
  expect(run.messages()).toEqual(['begun', 'stopped']);
});

test('it is asked to stop once, however often the operator asks', async () => {
  applies("trap 'echo asked' INT; echo begun; hold");
  const run = new Watched();
  const ended = run.run();
  await run.says('begun');
  run.stop();
  await run.says('asked');
  run.stop();
  terraform.release();
  await ended;
  expect(run.messages()).toEqual(['begun', 'asked']);
});

test('after its limit it is asked to stop, and is too slow', async () => {
  applies("trap 'exit 1' INT; hold");
  expect(await new Watched({ limitSeconds: 0.1 }).run()).toEqual({
    kind: 'too slow',
    limitSeconds: 0.1,
  });
});

test('one that does not stop is left alone, and named', async () => {
  applies("trap '' INT; hold; echo 'state written'");
  const run = new Watched({ limitSeconds: 1, stopSeconds: 0.1 });
  const end = await run.run();
  if (end.kind !== 'left running') throw new Error(JSON.stringify(end));
  expect(isRunning(end.pid)).toBe(true);
  terraform.release();
  await until(() => !isRunning(end.pid));
  expect(readFileSync(run.log.file(STACK), 'utf8')).toBe('state written\n');
});

test('one that others end is told with the signal', async () => {
  applies('kill -TERM $$');
  expect(await new Watched().run()).toEqual({ kind: 'signalled', signal: 'SIGTERM' });
});

test.each([
  ['program', () => ({ binary: join(folder, 'none') })],
  ['folder', () => ({ folder: join(folder, 'none') })],
])('one that cannot start for want of its %s is a value', async (_, call) => {
  expect(await new Watched(call()).run()).toMatchObject({
    kind: 'not started',
    reason: expect.stringContaining('ENOENT'),
  });
});

test('an ended one leaves no timer that would keep the program running', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const earlier = timers();
  await new Watched().run();
  expect(timers()).toBe(earlier);
});
