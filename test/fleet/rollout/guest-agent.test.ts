import { guestScript, parseGuest } from '../../../fleet/rollout/guest-agent';
import { restartsGuest } from '../../../fleet/rollout/guest-restart';

test.each([
  ['running\nanswers\n', { state: 'running', answers: true }],
  ['running\n', { state: 'running', answers: false }],
  ['shut off\n', { state: 'shut off', answers: false }],
  ['missing\n', { state: 'missing', answers: false }],
  [
    'running\nanswers\nquantum-kvm: vm054 is not started: x\u001b[2J\n',
    { state: 'running', answers: true, startFault: 'vm054 is not started: x' },
  ],
  [
    'running\nquantum-kvm: vm054 is not started\nquantum-kvm: y\n',
    { state: 'running', answers: false, startFault: 'vm054 is not started' },
  ],
])('%j is read', (output, expected) => expect(parseGuest(output)).toEqual(expected));

test('a guest is asked by its agent, and nothing is changed', () => {
  const commands = [...guestScript('vm054').matchAll(/:\/\/\/system (\S+)/g)].map(([, c]) => c);
  expect(commands).toEqual(['domstate', 'qemu-agent-command', 'dumpxml']);
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
