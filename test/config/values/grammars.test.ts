import { Grammar, isOf } from '../../../lib/config/values/grammar';
import { bootId, macAddress, machineId, sha256 } from '../../../lib/config/values/identities';
import {
  architectureName,
  bridgeName,
  loginName,
  machineName,
  systemId,
  systemVersion,
} from '../../../lib/config/values/names';
import { diskPath, hostPath, nodePath, recordedIsoPath } from '../../../lib/config/values/paths';
import { publicKey } from '../../../lib/config/values/public-key';
import { DEPLOYMENT_KEY, ED25519_HOST_KEY, HOST_KEY } from '../../fixtures/public-keys';

const [, ED25519 = ''] = DEPLOYMENT_KEY.split(' ');
const [, ECDSA = ''] = HOST_KEY.split(' ');

interface Kind {
  readonly kind: Grammar;
  readonly longest: number;
  readonly values: readonly string[];
  readonly others: readonly string[];
}

const kinds: Readonly<Record<string, Kind>> = {
  'disk path': {
    kind: diskPath,
    longest: 255,
    values: [
      '/dev/disk/by-id/wwn-0x5000c500a1b2c3d4',
      '/dev/disk/by-id/nvme-eui.0025385b21404321',
      '/dev/disk/by-id/nvme-nvme.8086-494e54454c-00000001',
      '/dev/disk/by-id/nvme-SAMSUNG_MZQL2_S64G-1=x@a+b:c',
    ],
    others: [
      '/dev/sda',
      '/dev/disk/by-id/',
      '/dev/disk/by-id/..',
      '/dev/disk/by-id/.wwn-1',
      '/dev/disk/by-id/a/b',
      '/dev/disk/by-id/../../../etc/shadow',
      '/dev/disk/by-id//wwn-1',
      '/dev/disk/by-id/wwn-1-part1',
      // cdktf would take it for a number of its own.
      '/dev/disk/by-id/wwn_-8.2e+298',
      '/dev/disk/by-path/wwn-1',
      'x/dev/disk/by-id/wwn-1',
    ],
  },
  'path on a host': {
    kind: hostPath,
    longest: 255,
    values: ['/var/lib/libvirt/images', '/data/..x', '/a'],
    others: ['/', 'a', '/a/', '//a', '/a//b', '/a/../b', '/..', '/.', '/a/.', '/-a', '/a-/b'],
  },
  'path on the deployment node': {
    kind: nodePath,
    longest: 255,
    values: ['/root/id', 'keys/id', '../keys/id', '../../k', 'k', './'.slice(2) + 'a-b'],
    others: ['', '/', '..', '../', '-i', 'a/', '/../a', 'a/../b', 'a//b', './a', 'a/.', '~/a'],
  },
  'path of the recorded ISO': {
    kind: recordedIsoPath,
    longest: 255,
    values: ['/opt/deploy/dbs-4.1.iso', '/opt/deploy/a.ISO'],
    others: [
      '/etc/shadow',
      '/etc/x.iso',
      'a.iso',
      '/opt/deploy/.iso',
      '/opt/deploy/../a.iso',
      '/opt/deploy//a.iso',
      '/opt/deploy/x/a.iso',
      '/opt/deploy/a.iso/',
      '/opt/deploy/..iso/../x',
    ],
  },
  digest: {
    kind: sha256,
    longest: 64,
    values: ['0123456789abcdef'.repeat(4)],
    others: ['', '0123456789abcdef', '0123456789ABCDEF'.repeat(4)],
  },
  bridge: {
    kind: bridgeName,
    longest: 15,
    values: ['br0', '_x', 'br-lan.7'],
    others: ['', '-br', '.br', 'br 0', 'br/0', 'br:0', 'brü'],
  },
  login: { kind: loginName, longest: 32, values: ['root', '_svc'], others: ['-l', '1root', 'a@b'] },
  'name of a VM': {
    kind: machineName,
    longest: 63,
    values: ['vm054', 'a-b-000'],
    others: ['vm54', '-vm054', '054', 'vm_054', 'vm.054', 'vm054x'],
  },
  'id of a system': { kind: systemId, longest: 64, values: ['', 'openEuler'], others: ['a b'] },
  'version of a system': {
    kind: systemVersion,
    longest: 64,
    values: ['', '22.03', 'V10'],
    others: ['12 (bookworm)'],
  },
  architecture: { kind: architectureName, longest: 32, values: ['x86_64'], others: ['', 'x86-64'] },
  'MAC address': {
    kind: macAddress,
    longest: 17,
    values: ['02:00:c0:a8:0c:22', '52:54:00:ab:cd:ef'],
    others: [
      '02:00:C0:a8:0c:22',
      '00:00:00:00:00:00',
      '03:00:c0:a8:0c:22',
      'ff:ff:ff:ff:ff:ff',
      '',
    ],
  },
  'machine-id': {
    kind: machineId,
    longest: 32,
    values: ['', '0123456789abcdef0123456789abcdef'],
    others: ['0123456789ABCDEF0123456789abcdef', 'uninitialized'],
  },
  'boot id': {
    kind: bootId,
    longest: 36,
    values: ['', '01234567-89ab-cdef-0123-456789abcdef'],
    others: ['01234567-89AB-cdef-0123-456789abcdef', '0123456789abcdef'],
  },
  'public key': {
    kind: publicKey,
    longest: 4096,
    values: [DEPLOYMENT_KEY, ED25519_HOST_KEY, HOST_KEY],
    others: [
      'ssh-ed25519 AAAA',
      `ssh-rsa ${ED25519}`,
      `ssh-ed25519 ${ECDSA}`,
      `ssh-ed25519 ${ED25519.slice(0, -4)}`,
      `ssh-ed25519 ${ED25519}AAAA`,
      `ssh-ed25519  ${ED25519}`,
      `ssh-ed25519 ${ED25519} comment`,
      `command="id" ssh-ed25519 ${ED25519}`,
      `__proto__ ${ED25519}`,
      `ssh-ed25519 ${ED25519}\nssh-ed25519 ${ED25519}`,
    ],
  },
};

const all = Object.entries(kinds);
const each = (part: 'values' | 'others') =>
  all.flatMap(([name, { kind, [part]: texts }]) => texts.map((text) => ({ name, kind, text })));

test.each(each('values'))('a $name may be "$text"', ({ kind, text }) => {
  expect(isOf(kind, text)).toBe(true);
});

test.each(each('others'))('a $name may not be "$text"', ({ kind, text }) => {
  expect(isOf(kind, text)).toBe(false);
});

/** What is more than text to Terraform, a shell, a terminal, XML or a line of a file. */
const hostile = [
  '${file("/etc/shadow")}',
  '$${a}',
  '%{ if true }',
  "'; touch /root/x; '",
  '$(id)',
  '`id`',
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '\0',
  '\u001b[2J',
  '\u202e',
  '\u2028',
  '<',
  '&',
  ' ',
  '*',
  'ａ',
];

describe.each(all)('a %s', (_, { kind, longest, values }) => {
  const value = values.at(-1) ?? '';

  test.each(hostile)('holds no %j, wherever in it', (text) => {
    const middle = Math.floor(value.length / 2);
    const around = [text, text + value, value + text];
    const inside = value.slice(0, middle) + text + value.slice(middle);
    // A key has one blank: before the middle of it nothing else may stand there.
    for (const spoilt of [...around, inside]) expect(isOf(kind, spoilt)).toBe(false);
  });

  test('has a length that is looked at before its form', () => {
    expect(isOf(kind, 'a'.repeat(longest + 1))).toBe(false);
    const pattern = jest.spyOn(RegExp.prototype, 'test');
    // zod itself looks for surrogates to count characters; a form is anchored.
    const tested = (text: string) =>
      pattern.mock.calls.some(
        ([given], call) =>
          given === text && (pattern.mock.contexts[call] as RegExp).source.startsWith('^'),
      );
    expect(isOf(kind, value) && tested(value)).toBe(true);
    const long = `${value}${'a-'.repeat(longest)}`;
    expect(isOf(kind, long) || tested(long)).toBe(false);
    pattern.mockRestore();
  });
});
