import { chmodSync, existsSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FakedHost, Output, SHELLS } from './faked-host';

const KEY = 'ssh-ed25519 AAAAnew';
const DEBIAN = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];

let host: FakedHost;
beforeEach(() => {
  host = new FakedHost();
  host.command('id', '[ "$1" = -nG ] && echo root || echo 0').command('chown', 'exit 0');
  host.command('getent', 'echo "$2:x:0:0::/root:/bin/sh"').command('restorecon', 'exit 0');
  host.command(
    'virsh',
    `[ "$4" = pool-info ] && printf 'State:  running\\nAutostart:  yes\\n'; exit 0`,
  );
  for (const name of ['apt-get', 'dnf', 'yum', 'dpkg']) host.command(name, logged(name));
  debian(DEBIAN);
});
afterEach(() => host.remove());

/** A command that only remembers how it was called. */
function logged(name: string, then = 'exit 0'): string {
  return `echo "${name} $*" >>"$QK_SYSROOT/calls"; ${then}`;
}

function debian(installed: readonly string[]): void {
  host.command('dpkg-query', installed.map((name) => `echo "ii  ${name}"`).join('\n'));
}

const calls = (): string[] =>
  existsSync(join(host.root, 'calls'))
    ? readFileSync(join(host.root, 'calls'), 'utf8').trimEnd().split('\n')
    : [];

const keyFile = (): string => join(host.root, 'root', '.ssh', 'authorized_keys');

describe.each(SHELLS)('under %s', (shell) => {
  const install = (key = KEY): Output => host.run('install.sh', shell, { QK_AUTHORIZED_KEY: key });
  const steps = (output: Output): string[] =>
    output.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(0, 2).join(' '));

  test('on a prepared host the package manager is not called at all', () => {
    const output = install();
    expect(steps(output)).toEqual(
      ['key', 'packages', 'libvirt', 'virtualization', 'pool'].map((s) => `DONE ${s}`),
    );
    expect(output.status).toBe(0);
    expect(calls()).toEqual([]);
  });

  test('only what is missing is installed, without removing or asking', () => {
    debian(['qemu-utils', 'libvirt-clients']);
    expect(install().stdout).toContain(
      'DONE\tpackages\tinstalled qemu-system-x86 libvirt-daemon-system\n',
    );
    expect(calls().map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'dpkg --audit',
      'apt-get update',
      'apt-get install',
    ]);
    expect(calls()[2]).toMatch(
      /--no-install-recommends --no-remove .* -y .* qemu-system-x86 libvirt-daemon-system$/,
    );
  });

  test('what an interrupted installation left is completed first', () => {
    debian([]);
    host.command('dpkg', logged('dpkg', '[ "$1" != --audit ] || echo "half configured"'));
    install();
    expect(calls()[1]).toMatch(/^dpkg .*--configure -a$/);
    expect(calls()[3]).toMatch(/^apt-get install/);
  });

  test('a repository that does not answer is no reason to stop, a failed installation is', () => {
    debian([]);
    host.command('apt-get', logged('apt-get', '[ "$1" != update ]'));
    expect(install().verdicts('packages')).toEqual(['DONE']);
    host.command('apt-get', 'exit 100');
    const output = install();
    expect(output.verdicts('packages')).toEqual(['FAIL']);
    expect(output.status).toBe(1);
    expect(steps(output).at(-1)).toBe('FAIL packages');
  });

  test.each([
    ['dnf', /^dnf install -y --setopt=install_weak_deps=False qemu-img libvirt-client$/],
    ['yum', /^yum install -y qemu-img libvirt-client$/],
  ])('the RHEL family is served by %s', (manager, call) => {
    host.onlyCommands(
      'awk',
      'cat',
      'chmod',
      'cut',
      'dirname',
      'grep',
      'head',
      'mkdir',
      'mv',
      'paste',
      'readlink',
      'sed',
      'sh',
      'tail',
    );
    host.without('bin/apt-get').without(`bin/${manager === 'dnf' ? 'yum' : 'dnf'}`);
    host.command('rpm', 'case $* in *qemu-kvm* | *libvirt-daemon-kvm*) exit 0 ;; esac; exit 1');
    expect(install().verdicts('packages')).toEqual(['DONE']);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toMatch(call);
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
    const give = (vm: string, ...disks: string[]): Output =>
      host.run('install.sh', shell, { QK_VM_NAME: vm, QK_DATA_DISKS: disks.join(' ') });
    const given = (): string =>
      readFileSync(join(host.root, 'etc', 'quantum-kvm', 'given'), 'utf8');

    test('is recorded once', () => {
      expect(give('vm054', '/dev/b', '/dev/a').told('given')).toBe(
        'recorded vm054 with /dev/b /dev/a',
      );
      expect(given()).toBe('vm054\nvm054 /dev/a\nvm054 /dev/b\n');
      const file = join(host.root, 'etc', 'quantum-kvm', 'given');
      const before = statSync(file).mtimeMs;
      expect(give('vm054', '/dev/a', '/dev/b').told('given')).toBe('vm054 was recorded already');
      expect(statSync(file).mtimeMs).toBe(before);
    });

    test('adds to what was given before, and a disk has one VM', () => {
      give('vm054', '/dev/a', '/dev/b');
      give('vm055', '/dev/b');
      expect(given()).toBe('vm054\nvm054 /dev/a\nvm055\nvm055 /dev/b\n');
      give('vm054');
      expect(given()).toContain('vm054 /dev/a\n');
    });
  });
});
