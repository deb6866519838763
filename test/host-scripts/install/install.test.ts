import { chmodSync, existsSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Output, SHELLS } from '../faked-host';
import { RecordedHost } from './recorded-host';

const KEY = 'ssh-ed25519 AAAAnew';
const DEBIAN = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];

let host: RecordedHost;
beforeEach(() => {
  host = new RecordedHost('ID=debian\n', DEBIAN).manager('apt-get').command('restorecon', 'exit 0');
});
afterEach(() => host.remove());

const keyFile = (): string => join(host.root, 'root', '.ssh', 'authorized_keys');

const IDENTITY = 'serial=S1,wwn=naa.1,bytes=1048576';

describe.each(SHELLS)('under %s', (shell) => {
  const install = (key = KEY): Output => host.run('install.sh', shell, { QK_AUTHORIZED_KEY: key });
  const steps = (output: Output): string[] =>
    output.stdout
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t').slice(0, 2).join(' '));

  test('on a prepared host the package manager is not called at all', () => {
    const output = install();
    expect(steps(output)).toEqual(
      ['key', 'packages', 'libvirt', 'virtualization', 'pool'].map((s) => `DONE ${s}`),
    );
    expect(output.status).toBe(0);
    expect(host.calls()).toEqual([]);
  });

  test('the key is added once, and what stands there stays', () => {
    host.write('root/.ssh/authorized_keys', '# mine\nssh-rsa AAAAold me@there');
    install();
    expect(readFileSync(keyFile(), 'utf8')).toBe(`# mine\nssh-rsa AAAAold me@there\n${KEY}\n`);
    expect(install(`${KEY} another comment`).told('key')).toBe('was authorized already');
    expect(readFileSync(keyFile(), 'utf8')).toBe(`# mine\nssh-rsa AAAAold me@there\n${KEY}\n`);
    expect(readdirSync(join(host.root, 'root', '.ssh'))).toEqual(['authorized_keys']);
  });

  test('a key that stands there with options is the same key, in a comment it is none', () => {
    host.write('root/.ssh/authorized_keys', `# ${KEY}\n`);
    expect(install().told('key')).toBe('authorized for root');
    host.write('root/.ssh/authorized_keys', `from="10.0.0.1" ${KEY} me\n`);
    expect(install().told('key')).toBe('was authorized already');
  });

  test('folder and file are for the login alone', () => {
    host.write('root/.ssh/authorized_keys', `${KEY}\n`);
    chmodSync(join(host.root, 'root', '.ssh'), 0o755);
    install();
    expect(statSync(join(host.root, 'root', '.ssh')).mode & 0o777).toBe(0o700);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
  });

  describe('where sshd has keys from', () => {
    const keysFrom = (pattern: string, others = pattern) =>
      host.command(
        'sshd',
        `case $* in *user=root,*) echo 'authorizedkeysfile ${pattern}' ;; *) echo 'authorizedkeysfile ${others}' ;; esac`,
      );
    const authorize = (): Output =>
      host.run('install.sh', shell, {
        QK_AUTHORIZED_KEY: KEY,
        SSH_CONNECTION: '10.0.0.1 40000 10.0.0.2 22',
      });

    test.each([
      ['.ssh/authorized_keys', 'root/.ssh/authorized_keys', 0o600],
      ['/etc/ssh/everybody .ssh/authorized_keys', 'root/.ssh/authorized_keys', 0o600],
      ['%h/.ssh/authorized_keys2', 'root/.ssh/authorized_keys2', 0o600],
      ['/etc/ssh/keys/%u', 'etc/ssh/keys/root', 0o644],
      ['/etc/ssh/keys/%u/%%keys', 'etc/ssh/keys/root/%keys', 0o644],
    ])('%s: the key is added to %s', (pattern, file, mode) => {
      keysFrom(pattern);
      const output = authorize();
      expect(output.told('key')).toBe('authorized for root');
      expect(host.read(file)).toBe(`${KEY}\n`);
      expect(statSync(join(host.root, file)).mode & 0o777).toBe(mode);
    });

    test('a file that holds for this login alone takes the key', () => {
      keysFrom('/etc/ssh/root-keys', '.ssh/authorized_keys');
      authorize();
      expect(host.read('etc/ssh/root-keys')).toBe(`${KEY}\n`);
    });

    test('the key that one of the files holds is authorized already', () => {
      keysFrom('/etc/ssh/everybody .ssh/authorized_keys').write('etc/ssh/everybody', `${KEY}\n`);
      expect(authorize().told('key')).toBe('was authorized already');
      expect(existsSync(keyFile())).toBe(false);
    });

    test.each(['none', '/etc/ssh/everybody'])(
      '%s: nothing is put there, and that is told',
      (pattern) => {
        keysFrom(pattern).write('etc/ssh/x', '');
        const output = authorize();
        expect(output.verdicts('key')).toEqual(['FAIL']);
        expect(output.told('key')).toContain(`AuthorizedKeysFile ${pattern}`);
        expect(readdirSync(join(host.root, 'etc/ssh'))).toEqual(['x']);
      },
    );
  });

  test('a link to the keys stays a link', () => {
    host.write('keys', 'ssh-rsa AAAAold\n').write('root/.ssh/config', '');
    symlinkSync(join(host.root, 'keys'), keyFile());
    install();
    expect(readFileSync(join(host.root, 'keys'), 'utf8')).toBe(`ssh-rsa AAAAold\n${KEY}\n`);
  });

  test.each(['', 'hello', 'ssh-ed25519', 'ssh-ed25519 AAAA\nssh-rsa BBBB'])(
    '%j is no key to add',
    (key) => {
      const output = install(key);
      expect(output.verdicts('key')).toEqual(key === '' ? [] : ['FAIL']);
      expect(existsSync(keyFile())).toBe(false);
    },
  );

  test('whoever is not root is refused before anything is done', () => {
    host.command('id', 'echo 1000');
    const output = install();
    expect(steps(output)).toEqual(['FAIL root']);
    expect(existsSync(keyFile())).toBe(false);
  });

  describe('what is given to the VM', () => {
    const [A, B] = ['/dev/disk/by-id/wwn-0xa', '/dev/disk/by-id/wwn-0xb'] as const;
    beforeEach(() => host.disk('sda', ['wwn-0xa']).disk('sdb', ['wwn-0xb']));

    const give = (vm: string, ...disks: string[]): Output =>
      host.run('install.sh', shell, {
        QK_VM_NAME: vm,
        QK_DATA_DISKS: disks.join(' '),
        QK_DISK_IDENTITIES: disks.map((disk) => `${disk},${IDENTITY}`).join(' '),
      });
    const given = (): string =>
      readFileSync(join(host.root, 'etc', 'quantum-kvm', 'given'), 'utf8');

    test('is recorded once', () => {
      expect(give('vm054', B, A).told('given')).toBe(`recorded vm054 with ${B} ${A}`);
      expect(given()).toBe(`vm054\nvm054 ${A} ${IDENTITY}\nvm054 ${B} ${IDENTITY}\n`);
      const file = join(host.root, 'etc', 'quantum-kvm', 'given');
      const before = statSync(file).mtimeMs;
      expect(give('vm054', A, B).told('given')).toBe('vm054 was recorded already');
      expect(statSync(file).mtimeMs).toBe(before);
    });

    test('adds to what was given before, and a disk has one VM', () => {
      give('vm054', A, B);
      give('vm055', B);
      expect(given()).toBe(`vm054\nvm054 ${A} ${IDENTITY}\nvm055\nvm055 ${B} ${IDENTITY}\n`);
      give('vm054');
      expect(given()).toContain(`vm054 ${A} ${IDENTITY}\n`);
    });

    test('takes the place of what was recorded by name alone', () => {
      host.write('etc/quantum-kvm/given', `vm054\nvm054 ${A}\n`);
      give('vm054', A);
      expect(given()).toBe(`vm054\nvm054 ${A} ${IDENTITY}\n`);
    });

    test('is no disk of which nobody reviewed which it is', () => {
      const disks = { QK_VM_NAME: 'vm054', QK_DATA_DISKS: A };
      const output = host.run('install.sh', shell, disks);
      expect(output.verdicts('given')).toEqual(['FAIL']);
      expect(existsSync(join(host.root, 'etc', 'quantum-kvm', 'given'))).toBe(false);
    });
  });

  describe('a value of another form than its kind', () => {
    const DISK = '/dev/disk/by-id/wwn-0xa';
    beforeEach(() => host.disk('sda', ['wwn-0xa']).write('etc/shadow', 'root:x'));

    test.each<Record<string, string>>([
      { QK_VM_NAME: '../vm' },
      { QK_VM_NAME: 'vm054 /dev/x' },
      { QK_POOL_NAME: '--config' },
      { QK_POOL_PATH: 'images' },
      { QK_POOL_PATH: '/data/../etc' },
      { QK_POOL_PATH: '/data/./x' },
      { QK_POOL_PATH: '/data\n/x' },
      { QK_VIRTUALIZATION_TYPE: 'xen' },
      { QK_PACKAGES_FOLDER: '..' },
      { QK_PACKAGES_FOLDER: '../.ssh' },
      { QK_PACKAGES_FOLDER: '/etc' },
      { QK_DATA_DISKS: '/dev/sda' },
      { QK_DATA_DISKS: DISK, QK_DISK_IDENTITIES: `${DISK},serial=$(id),wwn=,bytes=1` },
      { QK_DATA_DISKS: DISK, QK_DISK_IDENTITIES: `${DISK},serial=S1,wwn=,bytes=1\nvm054 /dev/x` },
      { QK_DATA_DISKS: `${DISK} /dev/disk/by-id/../../../etc/shadow` },
      { QK_DATA_DISKS: '/dev/disk/by-id/*' },
      { QK_DATA_DISKS: `${DISK}\n/etc/shadow` },
      { QK_DATA_DISKS: '/dev/disk/by-id/wwn-0xmissing' },
      { QK_DATA_DISKS: '/dev/disk/by-id/wwn-0xshadow' },
      { QK_DATA_DISKS: '/dev/disk/by-id/wwn-0xfolder' },
    ])('is refused before anything is done: %j', (parameters) => {
      host.link('dev/disk/by-id/wwn-0xshadow', join(host.root, 'etc/shadow'));
      host.link('dev/disk/by-id/wwn-0xfolder', '../../disk');
      const output = host.run('install.sh', shell, {
        QK_AUTHORIZED_KEY: KEY,
        QK_VM_NAME: 'vm054',
        ...parameters,
      });
      expect(steps(output)).toEqual(['FAIL values']);
      expect(output.status).toBe(1);
      expect(existsSync(keyFile())).toBe(false);
      expect(existsSync(join(host.root, 'etc/quantum-kvm'))).toBe(false);
      expect(readFileSync(join(host.root, 'etc/shadow'), 'utf8')).toBe('root:x');
    });
  });
});
