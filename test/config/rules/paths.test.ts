import { firstHost, told } from '../sample';

const unsafe = [
  '/a b',
  '/a;b',
  '/a$b',
  '/a`b',
  "/a'b",
  '/a&quot;b',
  '/a&amp;b',
  '/a\\b',
  '/a|b',
  '/a*b',
  '/a{b',
  '/a,b',
  '/ä',
];

describe('the location of the system disk', () => {
  test.each([
    ['default', '/var/lib/libvirt/images'],
    ['/data/vms', '/data/vms'],
    ['/data//vms/', '/data/vms'],
    ['/var/lib/libvirt/images/', '/var/lib/libvirt/images'],
    ['/data/kvm-images_1.d', '/data/kvm-images_1.d'],
    [`/${'a'.repeat(254)}`, `/${'a'.repeat(254)}`],
  ])('may be %s', (value, path) => {
    expect(firstHost({ 'kvm.location.path': value }).locationPath).toBe(path);
  });

  test.each([
    '',
    'data/vms',
    './vms',
    '/',
    '//',
    '/data/../etc',
    '/data/./vms',
    '/-data',
    '/data-/x',
    'Default',
    '~/x',
    `/${'a'.repeat(255)}`,
    ...unsafe,
  ])('may not be %s', (value) => {
    expect(told({ 'kvm.location.path': value })).toEqual([
      expect.stringMatching(
        /: error: kvm\.location\.path is ".*"; allowed: default \(\/var\/lib\/libvirt\/images\) or an absolute path/,
      ),
    ]);
  });
});

describe('the install media', () => {
  test.each([
    [undefined, { kind: 'auto' }],
    ['auto', { kind: 'auto' }],
    ['none', { kind: 'none' }],
    ['/srv/iso/dbs-4.1.iso', { kind: 'path', path: '/srv/iso/dbs-4.1.iso' }],
    ['media/dbs.iso', { kind: 'path', path: 'media/dbs.iso' }],
    ['../dbs.iso', { kind: 'path', path: '../dbs.iso' }],
    ['x', { kind: 'path', path: 'x' }],
  ])('may be %s', (value, media) => {
    expect(firstHost({ 'kvm.install.media': value }).installMedia).toEqual(media);
  });

  test.each(['', 'Auto', 'NONE', '/srv/iso/', '-f', '~/dbs.iso', 'http://host/dbs.iso', ...unsafe])(
    'may not be %s',
    (value) => {
      expect(told({ 'kvm.install.media': value })).toEqual([
        expect.stringContaining(
          'allowed: auto (the one ISO in /opt/deploy), none, or a file on the deployment node',
        ),
      ]);
    },
  );
});

describe('the key file', () => {
  test('is none unless it is named', () => {
    expect(firstHost().login.keyFile).toBeUndefined();
  });

  test.each(['keys/id_ed25519', '/root/.ssh/id_rsa', '../id', 'k'])('may be %s', (value) => {
    expect(firstHost({ 'login.key.file': value }).login.keyFile).toBe(value);
  });

  test.each(['', '~/.ssh/id_rsa', '-i', 'keys/', ...unsafe])('may not be %s', (value) => {
    expect(told({ 'login.key.file': value })).toEqual([
      expect.stringContaining('allowed: a private key on the deployment node'),
    ]);
  });
});
