import { guestScript, parseGuest } from '../../../../fleet/rollout/restart/guest-agent';
import { restartsGuest } from '../../../../fleet/rollout/restart/guest-restart';

test.each([
  [
    'power 1 1\nanswers\nuuid 1-2\ntag <machine>{}\n',
    { state: 'running', answers: true, ours: true },
  ],
  [
    'power 1 1\nuuid 1-2\ntag <machine uuid="1-2">{}\n',
    { state: 'running', answers: false, ours: true },
  ],
  [
    'power 1 1\nuuid 1-2\ntag <machine uuid="3-4">{}\n',
    { state: 'running', answers: false, ours: false },
  ],
  ['power 5 1\nuuid 1-2\n', { state: 'off: shut down', answers: false, ours: false }],
  ['power missing\n', { state: 'missing', answers: false, ours: false }],
  [
    'power 1 1\nanswers\nquantum-kvm: vm054 is not started: x\u001b[2J\n',
    { state: 'running', answers: true, ours: false, startFault: 'vm054 is not started: x' },
  ],
  [
    'power 1 1\nquantum-kvm: vm054 is not started\nquantum-kvm: y\n',
    { state: 'running', answers: false, ours: false, startFault: 'vm054 is not started' },
  ],
])('%j is read', (output, expected) => expect(parseGuest(output)).toEqual(expected));

test('a guest is asked by its agent, and nothing is changed', () => {
  const commands = [...guestScript('vm054').matchAll(/:\/\/\/system (\S+)/g)].map(([, c]) => c);
  expect(commands).toEqual(['domstats', 'qemu-agent-command', 'domuuid', 'metadata', 'dumpxml']);
  expect(guestScript('vm054')).toContain('guest-ping');
});

test.each([
  ['none', false],
  ['online', false],
  ['restart', true],
  ['reinstall', true],
  ['data loss', true],
] as const)('a change of consequence %j waits its turn: %s', (consequence, expected) => {
  const changes = [{ text: 'prepare the host', consequence: 'none' as const }];
  expect(restartsGuest({ changes: [...changes, { text: 'it', consequence }] })).toBe(expected);
});
