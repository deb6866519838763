import { healthFault } from '../../../../fleet/rollout/restart/health-check';

const guest = { machineName: 'vm054', address: '192.168.12.34' };
const run = (command: string, signal = new AbortController().signal) =>
  healthFault(command, guest, signal);

test('a command that succeeds finds the guest well', async () => {
  expect(await run('true')).toBeUndefined();
});

test('the command is told the VM and its host', async () => {
  expect(await run('test "$QUANTUM_KVM_VM $QUANTUM_KVM_HOST" = "vm054 192.168.12.34"')).toBe(
    undefined,
  );
});

test.each([
  ['false', 'exit code 1'],
  ['echo first; echo "disk 3 is missing" >&2; exit 7', 'exit code 7: disk 3 is missing'],
  ['kill -9 $$', 'it did not end'],
])('%j says why the guest is not well', async (command, expected) => {
  expect(await run(command)).toBe(expected);
});

test('a command that hangs is ended with all it started', async () => {
  const end = new AbortController();
  const told = run('sleep 300 | sleep 300', end.signal);
  setTimeout(() => end.abort(), 50);
  expect(await told).toBe('it did not end');
});

test('after the end nothing is run', async () => {
  expect(await run('true', AbortSignal.abort())).toBe('it was not run');
});
