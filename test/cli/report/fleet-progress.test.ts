import { FleetEvent, HostResult, Phase } from '../../../fleet/rollout/fleet-event';
import { FleetProgress, JsonProgress, fleetProgress } from '../../../cli/report/fleet-progress';
import { KeptStream, keptStream } from '../stream';

const [FIRST, SECOND] = ['192.168.12.34', '192.168.12.35'] as const;
const UP = (lines: number) => `\u001b[${lines}A\u001b[J`;

let stream: KeptStream;
let progress: FleetProgress;
beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-01-02T03:04:05.678Z') });
});
afterEach(() => {
  progress.end();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function over(hosts: number, terminal: { isTTY: boolean; columns?: number }): void {
  stream = keptStream(terminal);
  progress = fleetProgress(hosts, stream);
}

const phase = (address: string, phase: Phase): FleetEvent => ({ kind: 'phase', address, phase });

const resource = (address: string, resource_type: string): FleetEvent => ({
  kind: 'terraform',
  address,
  event: { hook: { resource: { addr: 'a.b', resource_type, resource_name: 'b' } } },
});

function result(address: string, more: Partial<HostResult> = {}): FleetEvent {
  const done = { outcome: 'done', machineName: 'vm054', changes: 1, seconds: 2.04 } as const;
  return { kind: 'result', address, result: { address, ...done, ...more } };
}

/** What was written since the last time this was asked. */
function shown(): string {
  const { text } = stream;
  Object.assign(stream, { text: '' });
  return text;
}

describe('where nothing can be redrawn', () => {
  beforeEach(() => over(2, { isTTY: false }));

  test('each result is a line with its count, and nothing else is', () => {
    progress.take(phase(FIRST, 'plan'));
    progress.take(resource(FIRST, 'libvirt_domain'));
    progress.take(result(SECOND));
    progress.take(result(FIRST, { outcome: 'failed', cause: 'the disk is full' }));
    jest.advanceTimersByTime(1000);
    expect(shown()).toBe(
      `[1/2] ${SECOND} done (2.0 s)\n[2/2] ${FIRST} failed: the disk is full (2.0 s)\n`,
    );
  });

  test('the count begins again when the planned hosts are applied', () => {
    for (const address of [FIRST, SECOND]) progress.take(result(address, { outcome: 'planned' }));
    shown();
    progress.take(result(FIRST));
    expect(shown()).toBe(`[1/2] ${FIRST} done (2.0 s)\n`);
  });

  test('the end leaves the lines as they are', () => {
    progress.end();
    expect(shown()).toBe('');
  });
});

describe('on a terminal', () => {
  beforeEach(() => over(2, { isTTY: true }));

  test('each running host is a line with its phase and its time, above the count', () => {
    progress.take(phase(FIRST, 'connect'));
    jest.advanceTimersByTime(3000);
    progress.take(phase(FIRST, 'plan'));
    progress.take(phase(SECOND, 'init'));
    shown();
    jest.advanceTimersByTime(200);
    expect(shown()).toBe(`${UP(2)}${FIRST}  plan    3 s\n${SECOND}  init    0 s\n0 of 2 hosts\n`);
  });

  test('the resource that Terraform works on is named until the next phase', () => {
    progress.take(phase(FIRST, 'apply'));
    progress.take(resource(FIRST, 'libvirt_volume'));
    jest.advanceTimersByTime(200);
    expect(shown()).toContain(`${FIRST}  apply  libvirt_volume  0 s\n`);
    progress.take(phase(FIRST, 'wait for guest'));
    jest.advanceTimersByTime(200);
    expect(shown()).toContain(`${FIRST}  wait for guest    0 s\n`);
  });

  test('a result stands above what still runs', () => {
    progress.take(phase(FIRST, 'plan'));
    progress.take(phase(SECOND, 'plan'));
    jest.advanceTimersByTime(200);
    shown();
    progress.take(result(FIRST));
    expect(shown()).toBe(`${UP(3)}${FIRST} done (2.0 s)\n${SECOND}  plan    0 s\n1 of 2 hosts\n`);
  });

  test('a guest of an earlier run is shown while it is waited for, and is no result', () => {
    progress.take(phase(FIRST, 'wait for guest'));
    progress.take(phase(FIRST, 'waited'));
    jest.advanceTimersByTime(200);
    expect(shown()).toBe('0 of 2 hosts\n');
  });

  test('at the end only results are left, and nothing is drawn any more', () => {
    progress.take(phase(FIRST, 'plan'));
    jest.advanceTimersByTime(200);
    shown();
    progress.end();
    jest.advanceTimersByTime(1000);
    expect(shown()).toBe(UP(2));
  });
});

test('a line that does not fit is cut, so that redrawing hits its lines', () => {
  over(1, { isTTY: true, columns: 20 });
  progress.take(phase(FIRST, 'wait for guest'));
  jest.advanceTimersByTime(200);
  expect(shown()).toBe(`${FIRST}  wait\n0 of 1 hosts\n`);
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
