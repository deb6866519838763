import { FleetEvent, HostResult, Phase } from '../../../../fleet/rollout/fleet-event';
import { print } from '../../../../cli/report/output';
import {
  FleetProgress,
  JsonProgress,
  Work,
  fleetProgress,
} from '../../../../cli/report/progress/fleet-progress';
import { Screen } from '../../../screen/screen';
import { KeptStream, keptStream } from '../../stream';
import { withEnvironment } from '../../environment';

const [FIRST, SECOND] = ['192.168.12.34', '192.168.12.35'] as const;

let stream: KeptStream;
let progress: FleetProgress;
let screen: Screen;
beforeEach(() => {
  jest.useFakeTimers({
    now: new Date('2026-01-02T03:04:05.678Z'),
    doNotFake: ['setTimeout', 'performance'],
  });
});
afterEach(() => {
  progress.end();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function over(
  hosts: number,
  terminal: { isTTY: boolean; columns?: number; rows?: number },
  work: Work = 'applying',
): void {
  stream = keptStream(terminal);
  screen = new Screen(terminal);
  progress = withEnvironment({}, () => fleetProgress(work, hosts, stream));
}

const phase = (address: string, phase: Phase): FleetEvent => ({ kind: 'phase', address, phase });

const resource = (address: string, resource_type: string): FleetEvent => ({
  kind: 'terraform',
  address,
  event: { hook: { resource: { addr: 'a.b', resource_type, resource_name: 'b' } } },
});

/** Terraform tells every ten seconds that an object is still at work. */
const working = (address: string, elapsed_seconds: number): FleetEvent => ({
  kind: 'terraform',
  address,
  event: {
    type: 'apply_progress',
    hook: {
      resource: { addr: 'a.b', resource_type: 'libvirt_domain', resource_name: 'b' },
      elapsed_seconds,
    },
  },
});

function result(address: string, more: Partial<HostResult> = {}): FleetEvent {
  const done = { outcome: 'done', machineName: 'vm054', changes: 1, seconds: 2.04 } as const;
  return { kind: 'result', address, result: { address, ...done, ...more } };
}

/** What was written since the last time this was asked. */
function written(): string {
  const { text } = stream;
  Object.assign(stream, { text: '' });
  return text;
}

/** What somebody sees after so much time. */
async function seen(milliseconds = 200): Promise<string> {
  jest.advanceTimersByTime(milliseconds);
  await screen.take(written());
  return screen.text;
}

describe('where nothing can be redrawn', () => {
  beforeEach(() => over(2, { isTTY: false }));

  test('what takes long is told once a minute, with how long it has taken', () => {
    for (const elapsed of [10, 50, 60, 70, 110, 121, 130]) progress.take(working(FIRST, elapsed));
    progress.take(working(SECOND, 60));
    expect(written()).toBe(
      `${FIRST} VM, at work for 60 s\n${FIRST} VM, at work for 121 s\n${SECOND} VM, at work for 60 s\n`,
    );
    progress.take(working(FIRST, 10));
    progress.take(working(FIRST, 60));
    expect(written()).toBe(`${FIRST} VM, at work for 60 s\n`);
  });

  test('each result is a line with its count, and nothing else is', () => {
    progress.take(phase(FIRST, 'plan'));
    progress.take(resource(FIRST, 'libvirt_domain'));
    progress.take(result(SECOND));
    progress.take(result(FIRST, { outcome: 'failed', cause: 'the disk is full; make room on it' }));
    jest.advanceTimersByTime(1000);
    expect(written()).toBe(
      `[1/2] ${SECOND} done (2.0 s)\n[2/2] ${FIRST} failed: the disk is full (2.0 s)\n`,
    );
  });

  test('the end leaves the lines as they are', () => {
    progress.end();
    expect(written()).toBe('');
  });
});

test.each<Record<string, string>>([{ TERM: 'dumb' }, { NO_COLOR: '1' }, { CI: 'true' }])(
  'a terminal of %j is written to line by line',
  (environment) => {
    over(1, { isTTY: true });
    progress.end();
    progress = withEnvironment(environment, () => fleetProgress('planning', 1, stream));
    progress.take(phase(FIRST, 'plan'));
    jest.advanceTimersByTime(1000);
    progress.take(result(FIRST, { outcome: 'planned' }));
    progress.end();
    expect(written()).toBe(`[1/1] ${FIRST} planned (2.0 s)\n\n`);
  },
);

describe('on a terminal', () => {
  beforeEach(() => over(2, { isTTY: true }));

  test('each running host is a line with its phase and its time, above the count', async () => {
    progress.take(phase(FIRST, 'connect'));
    jest.advanceTimersByTime(3000);
    progress.take(phase(FIRST, 'plan'));
    progress.take(phase(SECOND, 'init'));
    expect(await seen()).toBe(
      `${FIRST}  3 s  plan\n${SECOND}  0 s  init\napplying: 0 of 2 hosts, 3 s`,
    );
    expect(await seen()).toBe(
      `${FIRST}  3 s  plan\n${SECOND}  0 s  init\napplying: 0 of 2 hosts, 3 s`,
    );
  });

  test('what Terraform works on is named until the next phase', async () => {
    progress.take(phase(FIRST, 'apply'));
    progress.take(resource(FIRST, 'libvirt_domain'));
    expect(await seen()).toContain(`${FIRST}  0 s  apply VM\n`);
    progress.take(phase(FIRST, 'wait for guest'));
    expect(await seen()).toContain(`${FIRST}  0 s  wait for guest\n`);
  });

  test('a result stands above what still runs', async () => {
    progress.take(phase(FIRST, 'apply'));
    progress.take(phase(SECOND, 'apply'));
    await seen();
    progress.take(result(FIRST));
    expect(await seen()).toBe(
      `${FIRST} done (2.0 s)\n${SECOND}  0 s  apply\napplying: 1 of 2 hosts, 0 s`,
    );
  });

  test('so does whatever else is printed meanwhile', async () => {
    progress.take(phase(FIRST, 'apply'));
    await seen();
    print(stream, 'quantum-kvm: a note');
    expect(await seen(0)).toBe(
      `quantum-kvm: a note\n${FIRST}  0 s  apply\napplying: 0 of 2 hosts, 0 s`,
    );
  });

  test('what somebody types meanwhile is gone with the next redraw', async () => {
    progress.take(phase(FIRST, 'apply'));
    const before = await seen();
    await screen.take('^C');
    expect(screen.text).not.toBe(before);
    expect(await seen()).toBe(before);
  });

  test('a guest of an earlier run is shown while it is waited for, and is no result', async () => {
    progress.take(phase(FIRST, 'wait for guest'));
    progress.take(phase(FIRST, 'waited'));
    expect(await seen()).toBe('applying: 0 of 2 hosts, 0 s');
  });

  test('failures are counted', async () => {
    progress.take(result(FIRST, { outcome: 'failed', cause: 'the disk is full' }));
    expect(await seen()).toBe(
      `${FIRST} failed: the disk is full (2.0 s)\napplying: 1 of 2 hosts, 1 failed, 0 s`,
    );
  });

  test('at the end only results are left, and nothing is drawn any more', async () => {
    progress.take(result(SECOND));
    progress.take(phase(FIRST, 'apply'));
    await seen();
    progress.end();
    expect(await seen(1000)).toBe(`${SECOND} done (2.0 s)`);
    expect(screen.cursor).toEqual({ line: 2, column: 0 });
  });
});

test('of planning, failures alone stay: the table has what was planned', async () => {
  over(2, { isTTY: true }, 'planning');
  progress.take(result(FIRST, { outcome: 'planned' }));
  progress.take(result(SECOND, { outcome: 'failed', cause: 'no' }));
  await seen();
  progress.end();
  expect(await seen()).toBe(`${SECOND} failed: no (2.0 s)`);
});

test('each work is counted from the begin', async () => {
  over(1, { isTTY: true }, 'planning');
  progress.take(result(FIRST, { outcome: 'planned' }));
  await seen();
  progress.end();
  progress = withEnvironment({}, () => fleetProgress('applying', 1, stream));
  progress.take(phase(FIRST, 'apply'));
  expect(await seen()).toBe(`${FIRST}  0 s  apply\napplying: 0 of 1 host, 0 s`);
});

const MANY = Array.from({ length: 100 }, (_, i) => `192.168.12.${i + 1}`);

test('many hosts take half of the screen at most, and what stands above stays in sight', async () => {
  over(100, { isTTY: true, rows: 24 });
  await screen.take('$ quantum-kvm deploy\n');
  MANY.slice(0, 50).forEach((address) => progress.take(phase(address, 'apply')));
  for (let i = 0; i < 10; i += 1) await seen();
  const lines = screen.visible.split('\n');
  expect(lines).toHaveLength(1 + 12);
  expect(lines[0]).toBe('$ quantum-kvm deploy');
  expect(lines.slice(-2)).toEqual(['and 40 more', 'applying: 0 of 100 hosts, 2 s']);
  expect(screen.text).toBe(screen.visible);
});

test('as many results as there are leave each line once', async () => {
  over(100, { isTTY: true, rows: 24 });
  for (const address of MANY) {
    progress.take(phase(address, 'apply'));
    await seen();
    progress.take(result(address));
  }
  progress.end();
  await seen();
  expect(screen.text.split('\n')).toEqual(MANY.map((address) => `${address} done (2.0 s)`));
});

describe('a line that does not fit', () => {
  test('is cut, so that nothing wraps', async () => {
    over(1, { isTTY: true, columns: 20 });
    progress.take(phase(FIRST, 'wait for guest'));
    expect(await seen()).toBe(`${FIRST}  0 s\napplying: 0 of 1 ho`);
  });

  test('is cut by columns: a wide character takes two', async () => {
    over(1, { isTTY: true, columns: 20 });
    progress.take(phase('宿主机宿主机宿主机宿主机', 'plan'));
    expect((await seen()).split('\n')[0]).toBe('宿主机宿主机宿主机');
  });
});

describe('a terminal that changes its size', () => {
  async function resized(columns: number, rows = 24): Promise<string> {
    screen.resize(columns, rows);
    Object.assign(stream, { columns, rows });
    stream.emit('resize');
    return seen();
  }

  beforeEach(async () => {
    over(2, { isTTY: true, columns: 120 });
    print(stream, 'what stood before');
    progress.take(phase(FIRST, 'wait for guest'));
    progress.take(phase(SECOND, 'wait for guest'));
    await seen();
  });

  test.each([80, 60, 120, 200])('to %i columns shows each line once', async (columns) => {
    expect(await resized(columns)).toBe(
      `what stood before\n${FIRST}  0 s  wait for guest\n${SECOND}  0 s  wait for guest\napplying: 0 of 2 hosts, 0 s`,
    );
  });

  test('to less than a line keeps what stood before, and cuts', async () => {
    await resized(25);
    progress.end();
    const text = await seen();
    expect(text).toMatch(/^what stood before/);
    await screen.take('$ ');
    expect(screen.text.split('\n').at(-1)).toBe('$');
  });
});

test('for a program every event is a line of JSON with its time', () => {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  progress = new JsonProgress();
  progress.take(phase(FIRST, 'plan'));
  progress.take(result(FIRST));
  progress.end();
  jest.restoreAllMocks();
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { type: 'phase', version: 1, time: '2026-01-02T03:04:05.678Z', host: FIRST, phase: 'plan' },
    {
      type: 'result',
      version: 1,
      time: '2026-01-02T03:04:05.678Z',
      host: FIRST,
      result: expect.objectContaining({ address: FIRST, outcome: 'done' }),
    },
  ]);
  expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
});
