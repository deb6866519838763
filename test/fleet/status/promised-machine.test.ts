import { faultIn, promisedScript } from '../../../fleet/status/promised-machine';

const RUNNING = { name: 'vm054', state: 'running' } as const;
const GONE = { name: 'vm054', uuid: '1-2', state: 'gone' } as const;

test.each([
  ['1 1\n', RUNNING],
  ['1 5\nPersistent:     yes\n', RUNNING],
  ['5 1\n', { ...RUNNING, state: 'off' }],
  ['missing\nName of the UUID: \n', GONE],
] as const)('%j is what was promised', (output, promised) =>
  expect(faultIn(output, promised)).toBeUndefined(),
);

test.each([
  [
    '3 5\nDisk error: vda: no space\n',
    RUNNING,
    /is paused: I\/O error \(vda: no space\); free space .* which resumes it$/,
  ],
  ['5 3\n', RUNNING, /is off: QEMU crashed; see why \(\/var\/log\/libvirt\/qemu\/vm054\.log/],
  ['3 1\n', RUNNING, /is paused: by a user; see what did that/],
  ['missing\n', RUNNING, /has no VM vm054 any more; run the same command again/],
  ['', RUNNING, /could not be looked up: the host does not tell its state/],
  ['1 1\n', { ...RUNNING, state: 'off' }, /is running/],
  ['1 1\nName of the UUID: vm054\n', GONE, /the host has a VM vm054 again, running/],
  ['missing\nName of the UUID: other\n', GONE, /still has one of the UUID 1-2, named other/],
] as const)('%j is not what was promised', (output, promised, fault) =>
  expect(faultIn(output, promised)).toMatch(fault),
);

test('the script asks and changes nothing', () => {
  const commands = [...promisedScript(GONE).matchAll(/:\/\/\/system (\S+)/g)].map(([, c]) => c);
  const asking = ['list', 'domstats', 'domname', 'dominfo', 'domblkerror', 'domjobinfo'];
  expect(commands).toEqual([...asking, 'domblklist', 'blockjob']);
});
