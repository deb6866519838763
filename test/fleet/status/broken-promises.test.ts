import { KnownHost } from '../../../fleet/look/known-host';
import { brokenPromises } from '../../../fleet/status/broken-promises';
import { ALL_HOLDS_TEXT, lookLines } from '../support/all-holds';

const PREPARED: KnownHost = {
  stateFile: 'state',
  hasState: true,
  prepared: {
    parameters: { QK_POOL_NAME: 'default', QK_POOL_PATH: '/data/vms' },
    installation: 'null_resource.Install',
  },
  machines: new Set(),
  holdsAny: true,
  volumes: ['default/vm054.qcow2'],
  networks: [],
};
/** What each is told as. */
const texts = (...told: Parameters<typeof brokenPromises>) =>
  brokenPromises(...told).map(({ text }) => text);

const PREPARE = '; run "quantum-kvm prepare", which makes it again';

test('a host on which all holds has nothing to tell', () => {
  expect(texts(PREPARED, ALL_HOLDS_TEXT, 'root', 'key')).toEqual([]);
});

test.each([
  [['package', 'qemu-utils'], 'package qemu-utils is missing'],
  [['group', 'gone'], 'ops is not in the group libvirt'],
  [['pool', 'undefined'], 'pool default is gone'],
  [['pool', 'inactive'], 'pool default is not running'],
  [['pool', 'manual'], 'pool default does not start with the host'],
  [['hook', 'gone'], 'the hook that compares data disks is gone'],
  [['given', 'gone'], 'the record of the VM and its disks is gone'],
])('%j is told, with the command that mends it', (line, told) => {
  const printed = lookLines(['libvirt', 'held'], line);
  expect(texts(PREPARED, printed, 'ops', 'key')).toEqual([`${told}${PREPARE}`]);
});

test('libvirt that does not start with the host is told', () => {
  const printed = lookLines(['libvirt', 'manual']);
  expect(texts(PREPARED, printed, 'root', 'key')).toEqual([
    `libvirt does not start with the host${PREPARE}`,
  ]);
});

test('a login that only the password opens is told, also where nothing was recorded of the preparation', () => {
  const told = [`the key of root is not authorized${PREPARE}`];
  expect(texts(PREPARED, ALL_HOLDS_TEXT, 'root', 'password')).toEqual(told);
  const { prepared: _, ...unprepared } = PREPARED;
  expect(texts(unprepared, '', 'root', 'password')).toEqual(told);
});

test('what preparation cannot put right has a cure of its own', () => {
  const printed = lookLines(['libvirt', 'held'], ['folder', 'gone']);
  expect(texts(PREPARED, printed, 'root', 'key')).toEqual([
    expect.stringMatching(
      /^the folder \/data\/vms .* is gone;.*see whether its file system is mounted/,
    ),
  ]);
});

test('an answer that cannot be read is called that', () => {
  expect(texts(PREPARED, 'Connected!', 'root', 'key')).toEqual([
    expect.stringMatching(/^whether what preparation made still holds is not known: /),
  ]);
});

test('each is data, too', () => {
  const printed = lookLines(['libvirt', 'held'], ['pool', 'inactive']);
  expect(brokenPromises(PREPARED, printed, 'root', 'key')).toMatchObject([
    { id: 'prepared.pool', name: 'default', expected: 'as prepared', actual: 'inactive' },
  ]);
});
