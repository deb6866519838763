import { faultIn, promisedScript } from '../../../fleet/status/promised-machine';

const RUNNING = { name: 'vm054', state: 'running' } as const;
const GONE = { name: 'vm054', uuid: '1-2', state: 'gone' } as const;

test.each([
  ['power 1 1\n', RUNNING],
  ['Connected!\nerror: no polkit\r\npower 1 1\r\n', RUNNING],
  ['power 1 5\nlisted all\n', RUNNING],
  ['power 5 1\n', { ...RUNNING, state: 'off' }],
  ['power missing\nName of the UUID: \n', GONE],
] as const)('%j is what was promised', (output, promised) =>
  expect(faultIn(output, promised)).toBeUndefined(),
);

test.each([
  [
    'power 3 5\ndisk error vda: no space\n',
    RUNNING,
    /is paused: I\/O error \(vda: no space\); free space .* which resumes it$/,
  ],
  ['power 5 3\n', RUNNING, /is off: QEMU crashed; see why \(\/var\/log\/libvirt\/qemu\/vm054\.log/],
  ['power 3 1\n', RUNNING, /is paused: by a user; see what did that/],
  ['power missing\n', RUNNING, /has no VM vm054 any more; run the same command again/],
  ['', RUNNING, /could not be looked up: the host does not tell its state/],
  ['power 1 1\n', { ...RUNNING, state: 'off' }, /is running/],
  ['power 1 1\nName of the UUID: vm054\n', GONE, /the host has a VM vm054 again, running/],
  ['power missing\nName of the UUID: other\n', GONE, /still has one of the UUID 1-2, named other/],
] as const)('%j is not what was promised', (output, promised, fault) =>
  expect(faultIn(output, promised)).toMatch(fault),
);

test('the script asks and changes nothing', () => {
  const commands = [...promisedScript(GONE).matchAll(/:\/\/\/system (\S+)/g)].map(([, c]) => c);
  const asking = ['list', 'domstats', 'domname', 'domblkerror', 'domjobinfo'];
  expect(new Set(commands)).toEqual(new Set([...asking, 'domblklist', 'blockjob']));
});
