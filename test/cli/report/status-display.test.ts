import { DisplayOptions, statusDisplay } from '../../../cli/report/status-display';
import { DatedHostStatus } from '../../../fleet/status/first-seen';
import { withEnvironment } from '../environment';
import { keptStream } from '../stream';

const TIME = '2026-01-02 03:04:05';
const CLEAR = '\u001b[H\u001b[2J';
const LEFT_OVER = {
  address: '192.168.12.99',
  resources: 8,
  stateFile: 'state/host-192-168-12-99.tfstate',
};

beforeEach(() => jest.useFakeTimers({ now: new Date(2026, 0, 2, 3, 4, 5) }));
afterEach(() => jest.useRealTimers());

/** A host that does not answer. */
function host(last: number, fault = 'connection refused'): DatedHostStatus {
  return {
    address: `192.168.12.${last}`,
    machineName: 'vm054',
    differences: [],
    facts: [],
    fault,
  };
}

/** What is written in each of these rounds. */
function rounds(
  options: Partial<DisplayOptions> & { isTTY?: boolean; environment?: Record<string, string> },
  ...all: (readonly DatedHostStatus[])[]
): string[] {
  const stream = keptStream({ isTTY: options.isTTY });
  const display = withEnvironment(options.environment ?? {}, () =>
    statusDisplay(stream, { json: false, watches: false, leftOvers: [], ...options }),
  );
  return all.map((hosts) => {
    const before = stream.text.length;
    display.show({ time: new Date(), seconds: 1.5, hosts });
    return stream.text.slice(before);
  });
}

test('one round is the table and what differs', () => {
  const [text] = rounds({}, [host(34)]);
  expect(text).toMatch(/^host {11}VM {5}state/);
  expect(text).toMatch(/\n192\.168\.12\.34: connection refused\n$/);
});

test('a fleet of no hosts has a table without rows', () => {
  const lines = rounds({}, [])[0]!.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
});

test('what is left over stands below', () => {
  const [text] = rounds({ leftOvers: [LEFT_OVER] }, [host(34)]);
  expect(text).toMatch(
    /connection refused\n\nLeft over: .*\n {2}192\.168\.12\.99: 8 resources in /,
  );
});

test('a terminal that cannot redraw is told what has changed', () => {
  const options = { watches: true, isTTY: true, environment: { TERM: 'dumb' } };
  const texts = rounds(options, [host(34)], [host(34)]);
  expect(texts[0]).toMatch(new RegExp(`^${TIME}\nhost `));
  expect(texts[1]).toBe('');
});

test('on a terminal every round takes the place of the one before', () => {
  const texts = rounds({ watches: true, isTTY: true }, [host(34)], [host(34)]);
  expect(texts.map((text) => text.startsWith(`${CLEAR}${TIME}\nhost `))).toEqual([true, true]);
});

test('elsewhere a round is shown with its time, where a host has changed', () => {
  const [first, same, other] = rounds(
    { watches: true },
    [host(34), host(35)],
    [host(34), host(35)],
    [host(34), host(35, 'no route to the host')],
  );
  expect(first).toMatch(new RegExp(`^${TIME}\nhost `));
  expect(same).toBe('');
  expect(other).toContain('192.168.12.35: no route to the host');
  expect(other).not.toContain('192.168.12.34');
});

test('for a program each round is one line of JSON, whether it watches or not', () => {
  const texts = rounds(
    { json: true, watches: true, isTTY: true, leftOvers: [LEFT_OVER] },
    [host(34)],
    [host(34)],
  );
  expect(texts.map((text) => JSON.parse(text))).toEqual(
    [1, 2].map(() => ({
      type: 'status',
      version: 1,
      seconds: 1.5,
      verdict: 'unknown',
      time: new Date(2026, 0, 2, 3, 4, 5).toISOString(),
      hosts: [
        {
          address: '192.168.12.34',
          vm: 'vm054',
          verdict: 'unknown',
          fault: 'connection refused',
          differences: [],
          facts: [],
        },
      ],
      leftOvers: [LEFT_OVER],
    })),
  );
});
