import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guest, GuestRestart, Rolling } from '../../../../fleet/rollout/restart/guest-restart';
import { HostApplied } from '../../../../fleet/rollout/host/host-run';
import { SilentGuests } from '../../../../fleet/rollout/restart/silent-guests';
import { PlannedChange } from '../../../../fleet/review/planned-change';
import { AnsweringHost } from '../../support/answering-host';
import { Project } from '../../../../lib/node/project';
import { until } from '../../support/until';

const ADDRESS = '127.0.0.1';
const MEMORY: PlannedChange = { text: 'memory', consequence: 'restart' };
const REINSTALL: PlannedChange = { text: 'system disk given up', consequence: 'reinstall' };
const TAG = 'uuid 1-2\ntag <machine uuid="1-2">{}</machine>\n';
const ANSWERS = `power 1 1\nanswers\n${TAG}`;
const SILENT = `power 1 1\n${TAG}`;
const OFF = `power 5 1\n${TAG}`;
const FOREIGN = 'power 1 1\nanswers\nuuid 1-2\n';

let folder: string;
let host: AnsweringHost;
let onQuestion: () => void;
let interrupted: AbortController;
let course: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guest-'));
  interrupted = new AbortController();
  course = [];
  onQuestion = () => undefined;
  host = await AnsweringHost.listen(() => {
    course.push('asked');
    onQuestion();
  });
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const silentGuests = () => new SilentGuests(join(folder, 'state', 'silent-guests.json'));

function restart(changes: Partial<Rolling> = {}): GuestRestart {
  const guest: Guest = { host: host.spec, address: ADDRESS, machineName: 'vm054' };
  const rolling: Rolling = {
    parallel: 1,
    limitSeconds: 15,
    intervalSeconds: 0.01,
    project: new Project(join(folder, 'config.xml')),
    guests: [guest],
    ...changes,
  };
  return new GuestRestart(guest, rolling, interrupted.signal, silentGuests());
}

/** Applies, with what happens while it does. */
function run(
  { changes = [MEMORY], ...rolling }: Partial<Rolling> & { changes?: PlannedChange[] } = {},
  apply: () => HostApplied = () => ({ kind: 'done' }),
): Promise<HostApplied> {
  const applied = async () => {
    course.push('applied');
    return apply();
  };
  return restart(rolling).run(changes, applied, () => course.push('waits'));
}

/** Interrupts the wait in the middle of its second question; why the restart failed. */
async function interruptedRun(): Promise<string | undefined> {
  onQuestion = () => {
    if (course.filter((step) => step === 'asked').length === 3) interrupted.abort();
  };
  const applied = await run();
  return applied.kind === 'failed' ? applied.cause : undefined;
}

test('a VM of the name that others made is no answer', async () => {
  host.says(ANSWERS, FOREIGN);
  const applied = await run({ limitSeconds: 0.5 });
  expect(applied).toMatchObject({
    kind: 'failed',
    cause: expect.stringContaining('the VM of this name was not made from here') as string,
  });
});

test('the guest is asked before, and after the change until it answers', async () => {
  host.says(ANSWERS, OFF, SILENT, ANSWERS);
  expect(await run()).toEqual({ kind: 'done' });
  expect(course).toEqual(['asked', 'applied', 'waits', 'asked', 'asked', 'asked']);
});

test('a guest that does not answer in time fails', async () => {
  host.says(ANSWERS, OFF);
  expect(await run({ limitSeconds: 0.2 })).toMatchObject({
    kind: 'failed',
    cause: expect.stringMatching(
      /^changed, but its guest did not answer within 0\.2 s; guest agent: /,
    ),
  });
});

test('a guest that cannot be asked before is not restarted', async () => {
  await host.close();
  const result = await run();
  expect(result).toMatchObject({
    kind: 'failed',
    cause: expect.stringMatching(/^not restarted, as its guest could not be asked before: /),
  });
  expect(course).toEqual([]);
  expect(silentGuests().find(ADDRESS)).toBeUndefined();
});

test('after a failed apply nobody waits', async () => {
  host.says(ANSWERS);
  const failed = { kind: 'failed', cause: 'the disk is full' } as const;
  expect(await run({}, () => failed)).toEqual(failed);
  expect(course).toEqual(['asked', 'applied']);
});

test('an interruption before the change leaves the guest as it is', async () => {
  host.says(ANSWERS);
  interrupted.abort();
  expect(await run()).toEqual({ kind: 'failed', cause: 'interrupted, not restarted' });
  expect(course).not.toContain('applied');
});

test('an interruption ends the wait, and says what was wrong so far', async () => {
  host.says(ANSWERS, OFF);
  expect(await interruptedRun()).toBe(
    'changed, but the wait for its guest was interrupted; guest agent: no answer, and the VM is off: shut down',
  );
});

describe('a guest whose agent is not expected to answer', () => {
  test('because it was silent before, is known to run and no more', async () => {
    host.says(SILENT, OFF, SILENT);
    expect(await run()).toEqual({
      kind: 'done',
      note: 'no guest agent answered before the restart; the VM runs, more is not known',
    });
    expect(course.filter((step) => step === 'asked')).toHaveLength(3);
  });

  test('because its disk is new, is known to run and no more', async () => {
    host.says(ANSWERS, SILENT);
    expect(await run({ changes: [REINSTALL] })).toEqual({
      kind: 'done',
      note: 'the new system disk holds no guest agent; the VM runs, more is not known',
    });
  });

  test('is not known to be well where its VM does not even run', async () => {
    host.says(SILENT, OFF);
    expect(await interruptedRun()).toMatch(/; VM: it is off: shut down$/);
  });
});

describe('a guest that the host would not let start again', () => {
  const FAULT = 'vm054 is not started: data disk /dev/disk/by-id/a is missing';

  test.each([{}, { healthCheck: 'true' }])('is not shut down: %j', async (rolling) => {
    host.says(`power 1 1\nanswers\nquantum-kvm: ${FAULT}\n`);
    expect(await run(rolling)).toEqual({ kind: 'failed', cause: `not restarted: ${FAULT}` });
    expect(course).toEqual(['asked']);
  });

  test('is changed where the change takes a disk away', async () => {
    host.says(`power 1 1\nanswers\nquantum-kvm: ${FAULT}\n`, ANSWERS);
    const changes: PlannedChange[] = [{ text: 'data disks 1 → 0', consequence: 'data loss' }];
    expect(await run({ changes })).toEqual({ kind: 'done' });
  });
});

describe('a health check', () => {
  test('is asked in place of the agent', async () => {
    expect(await run({ healthCheck: 'true' })).toEqual({ kind: 'done' });
    expect(course).toEqual(['asked', 'applied', 'waits']);
  });

  /** A command that counts how often it was run. */
  const counting = (command: string) => `echo >>'${folder}/asked'; ${command}`;
  const count = () => readFileSync(join(folder, 'asked'), 'utf8').length;

  test('is asked again until the guest is well', async () => {
    const healthCheck = counting(`test $(wc -l <'${folder}/asked') -ge 3`);
    expect(await run({ healthCheck })).toEqual({ kind: 'done' });
    expect(count()).toBe(3);
  });

  test('leaves no note of a disk that holds no agent', async () => {
    expect(await run({ healthCheck: 'true', changes: [REINSTALL] })).toEqual({ kind: 'done' });
  });

  test('that never succeeds is told with its own words', async () => {
    const ended = run({ healthCheck: counting('echo no quorum; exit 7') });
    await until(() => existsSync(join(folder, 'asked')) && count() > 1);
    interrupted.abort();
    expect(await ended).toMatchObject({
      cause: expect.stringMatching(/; health check: exit code 7: no quorum$/),
    });
  });

  test('that hangs is ended with the wait', async () => {
    expect(await run({ healthCheck: 'sleep 60', limitSeconds: 0.1 })).toMatchObject({
      cause: 'changed, but its guest did not answer within 0.1 s; health check: it did not end',
    });
  });
});

describe('word of a restart that was begun', () => {
  const noted = () => silentGuests().find(ADDRESS);

  test('is written before the change', async () => {
    host.says(SILENT);
    let during;
    await run({}, () => {
      during = noted();
      return { kind: 'done' };
    });
    expect(during).toMatchObject({ silence: 'no guest agent answered before the restart' });
  });

  test('is removed when the guest has answered', async () => {
    host.says(ANSWERS);
    await run();
    expect(noted()).toBeUndefined();
  });

  test('stays when the guest does not answer', async () => {
    host.says(ANSWERS, SILENT);
    await run({ limitSeconds: 0.2 });
    expect(noted()).toMatchObject({ since: expect.stringMatching(/^\d{4}-/) });
  });

  test('stays when the change fails', async () => {
    host.says(ANSWERS);
    await run({}, () => ({ kind: 'failed', cause: 'the disk is full' }));
    expect(noted()).toBeDefined();
  });
});

test('a later run asks for the VM alone where no agent is expected', async () => {
  host.says(SILENT);
  silentGuests().add(ADDRESS, 'no agent');
  expect(await restart().wait('no agent')).toBeUndefined();
  expect(silentGuests().find(ADDRESS)).toBeUndefined();
});
