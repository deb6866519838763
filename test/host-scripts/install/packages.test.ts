import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecords } from '../../../lib/host-scripts/check-record';
import { Output, SHELLS } from '../faked-host';
import { RecordedHost, Reply } from './recorded-host';

interface Family {
  readonly osRelease: string;
  readonly manager: string;
  readonly packages: readonly string[];
  /** How the manager is asked for what it would do. */
  readonly forecast: string;
  /** Begins the names of its recordings. */
  readonly recorded: string;
}

const DEBIAN = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];
const RHEL = ['qemu-kvm', 'qemu-img', 'libvirt-daemon-kvm', 'libvirt-client'];
const OPENEULER = ['qemu', 'qemu-img', 'libvirt', 'libvirt-client'];
const SUSE = ['qemu-x86', 'qemu-tools', 'libvirt-daemon-qemu', 'libvirt-client'];

const apt = { manager: 'apt-get', packages: DEBIAN, forecast: '*" -s "*', recorded: 'apt' };
const dnf = { manager: 'dnf', forecast: '*--assumeno*', recorded: 'dnf' };
const yum = { manager: 'yum', forecast: '*--assumeno*', recorded: 'yum' };
const zypper = { manager: 'zypper', packages: SUSE, forecast: '*--dry-run*', recorded: 'zypper' };

/** /etc/os-release as the systems ship it. */
const FAMILIES: Readonly<Record<string, Family>> = {
  'Debian 12': { ...apt, osRelease: 'ID=debian\nVERSION_ID="12"\n' },
  'Ubuntu 22.04': { ...apt, osRelease: 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\n' },
  'Kylin desktop': { ...apt, osRelease: 'ID=kylin\nID_LIKE=debian\nVERSION_ID="v10"\n' },
  'RHEL 8': {
    ...dnf,
    packages: RHEL,
    osRelease: 'ID="rhel"\nID_LIKE="fedora"\nVERSION_ID="8.9"\n',
  },
  'Rocky 9': { ...dnf, packages: RHEL, osRelease: 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' },
  'AlmaLinux 9': {
    ...dnf,
    packages: RHEL,
    osRelease: 'ID="almalinux"\nID_LIKE="rhel centos fedora"\n',
  },
  'CentOS 7': {
    ...yum,
    packages: RHEL,
    osRelease: 'ID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"\n',
  },
  'Anolis 8': { ...dnf, packages: RHEL, osRelease: 'ID="anolis"\nID_LIKE="rhel fedora centos"\n' },
  'openEuler 22.03': {
    ...dnf,
    packages: OPENEULER,
    osRelease: 'ID="openEuler"\nVERSION_ID="22.03"\n',
  },
  'Kylin server V10': { ...dnf, packages: OPENEULER, osRelease: 'ID="kylin"\nVERSION_ID="V10"\n' },
  'openSUSE Leap': { ...zypper, osRelease: 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n' },
  'SLES 15': { ...zypper, osRelease: 'ID="sles"\nID_LIKE="suse"\nVERSION_ID="15.5"\n' },
};

const all = Object.entries(FAMILIES);
/** One family for each package manager. */
const oneEach = ['Debian 12', 'Rocky 9', 'CentOS 7', 'SLES 15'].map(
  (name) => [name, FAMILIES[name]!] as const,
);

let host: RecordedHost | undefined;
afterEach(() => host?.remove());

const prepared = (
  family: Pick<Family, 'osRelease' | 'manager'>,
  ...replies: Reply[]
): RecordedHost => (host = new RecordedHost(family.osRelease)).manager(family.manager, ...replies);

/** A host where all goes well. */
const willing = (family: Family): RecordedHost =>
  prepared(
    family,
    {
      to: family.forecast,
      with: `${family.recorded}-new`,
      code: family.forecast === '*--assumeno*' ? 1 : 0,
    },
    { to: '*--download-only*' },
    { to: '*install*', installs: family.packages },
  );

describe.each(SHELLS)('under %s', (shell) => {
  const install = (on: RecordedHost): Output => on.run('install.sh', shell);

  test.each(all)('%s gets the packages by their names there', (_, family) => {
    const output = install(willing(family));
    expect(output.told('packages')).toBe(`installed ${family.packages.join(' ')}`);
    const last = host!.calls().at(-1);
    expect(last).toMatch(
      new RegExp(`^${family.manager} .*install .*${family.packages.join(' ')}$`),
    );
  });

  test.each(oneEach)('%s with everything there does not call its package manager', (_, family) => {
    host = new RecordedHost(family.osRelease, family.packages).manager(family.manager);
    expect(install(host).told('packages')).toBe('nothing was missing');
    expect(host.calls()).toEqual([]);
  });

  test.each([
    ['Debian 12', 'apt-upgrade', 0, 'libapt-pkg6.0'],
    ['Debian 12', 'apt-remove', 0, 'qemu-system-gui'],
    ['Rocky 9', 'dnf-upgrade', 1, 'libfoo'],
    ['Rocky 9', 'dnf-replace', 1, 'libvirt-oldclient.noarch'],
    ['CentOS 7', 'yum-upgrade', 1, 'glusterfs-libs'],
    ['SLES 15', 'zypper-upgrade', 0, 'libfoo'],
    ['SLES 15', 'zypper-remove', 0, 'libvirt-oldclient'],
  ])('%s changes nothing that is installed (%s)', (name, recorded, code, named) => {
    const family = FAMILIES[name]!;
    const output = install(
      prepared(
        family,
        { to: family.forecast, with: recorded, code },
        { to: '*install*', installs: family.packages },
      ),
    );
    expect(output.status).toBe(1);
    expect(output.told('packages')).toContain(
      `would upgrade or remove what is on the host already: ${named};`,
    );
    expect(host!.calls().at(-1)).toMatch(/ -s |--assumeno|--dry-run/);
  });

  test.each([
    ['Debian 12', 'apt-locked', 100, 'process 15066'],
    ['Ubuntu 22.04', 'apt-locked-18.04', 100, 'process 4242 (unattended-upgr)'],
    ['Rocky 9', 'dnf-locked', 200, 'process 2101'],
    ['CentOS 7', 'yum-locked', 200, 'process 2077'],
    ['SLES 15', 'zypper-locked', 7, 'process 15564'],
  ])(
    '%s waits for a lock, up to a limit, and names its holder (%s)',
    (name, recorded, code, holder) => {
      prepared(FAMILIES[name]!, { to: '*', with: recorded, code });
      lockFile(host!, 4242);
      const output = install(host!);
      expect(output.told('packages')).toContain(`is locked by ${holder}`);
      expect(output.told('packages')).toContain('after waiting 300 s');
      expect(host!.calls().filter((call) => call.startsWith('sleep'))).toHaveLength(60);
    },
  );

  test.each([
    ['Debian 12', 'apt-unknown', 100, 'E: Unable to locate package nothere'],
    ['Debian 12', 'apt-offline', 100, "Temporary failure resolving 'deb.debian.org'"],
    [
      'Debian 12',
      'apt-account-locked',
      100,
      "groupadd: cannot lock /etc/group; try again later.; adduser: `/sbin/groupadd -g 102 messagebus' returned error code 10. Exiting.; dpkg: error processing package dbus-system-bus-common (--configure):; installed dbus-system-bus-common package post-installation script subprocess returned error exit status 1",
    ],
    ['Rocky 9', 'dnf-unknown', 1, 'Error: Unable to find a match: nothere'],
    ['Rocky 9', 'dnf-offline', 1, "Failed to download metadata for repo 'lab'"],
    ['SLES 15', 'zypper-unknown', 104, "No provider of 'nothere' found."],
  ])('%s says what its package manager complains about (%s)', (name, recorded, code, said) => {
    const family = FAMILIES[name]!;
    const output = install(prepared(family, { to: family.forecast, with: recorded, code }));
    expect(output.status).toBe(1);
    expect(output.told('packages')).toContain(said);
    expect(output.told('packages')).toContain('kvm.packages.directory');
  });

  test.each([
    ['began after it was written', 'removed', 10],
    ['began before', 'kept', -10],
  ])('a lock of /etc/group whose process %s is %s', (_, kept, seconds) => {
    const prepared = willing(FAMILIES['Debian 12']!);
    const boot = Math.floor(Date.now() / 1000) + seconds;
    prepared.write('etc/group.lock', '42\0').write('proc/stat', `cpu 1 2\nbtime ${boot}\n`);
    prepared.write('proc/42/stat', `42 (a) b) S${' 1'.repeat(18)} 100 1\n`);
    expect(install(prepared).status).toBe(0);
    expect(existsSync(join(prepared.root, 'etc/group.lock'))).toBe(kept === 'kept');
  });

  test.each([
    [100, true],
    [0, false],
  ])('what a package manager says is shown when it fails (%i)', (code, shown) => {
    const family = FAMILIES['Debian 12']!;
    const replies = [
      { to: family.forecast, with: 'apt-new', code },
      { to: '*install*', installs: DEBIAN },
    ];
    expect(install(prepared(family, ...replies)).stderr.includes('Inst ')).toBe(shown);
  });

  test.each(oneEach)('%s that claims to be done but is not, fails', (_, family) => {
    const code = family.forecast === '*--assumeno*' ? 1 : 0;
    const output = install(
      prepared(family, { to: family.forecast, with: `${family.recorded}-new`, code }),
    );
    expect(output.verdicts('packages')).toEqual(['FAIL']);
    // As an operator reads it, to the end.
    const [record] = parseRecords(output.stdout).filter(({ verdict }) => verdict === 'fail');
    expect(record?.cure).toMatch(
      /run "quantum-kvm kit-packages packages", .* set kvm\.packages\.directory to packages$/,
    );
  });

  test.each(oneEach)('%s is never asked a question, nor for more than is needed', (_, family) => {
    install(willing(family));
    const call = host!.calls().at(-1);
    expect(call).toMatch(/ -y |--non-interactive/);
    if (family.manager !== 'yum')
      expect(call).toMatch(/--no-install-recommends|--no-recommends|weak_deps=False/);
  });

  test('SUSE is content with advice to restart something', () => {
    const family = FAMILIES['SLES 15']!;
    prepared(
      family,
      { to: family.forecast, with: 'zypper-new' },
      { to: '*install*', installs: SUSE, code: 102 },
    );
    expect(install(host!).verdicts('packages')).toEqual(['DONE']);
  });

  test('a system without a package manager that fits is told so', () => {
    host = new RecordedHost('ID=gentoo\n');
    expect(install(host).told('packages')).toContain('none of apt-get, dnf, yum, zypper');
  });

  test('what an interrupted installation left is completed first', () => {
    willing(FAMILIES['Debian 12']!).manager('dpkg', { to: '*--audit*', with: 'apt-locked-18.04' });
    install(host!);
    expect(host!.calls()[1]).toMatch(/^dpkg .*--configure -a$/);
  });

  test('what was cut off while it was unpacked is named to apt, before anything else', () => {
    willing(FAMILIES['Debian 12']!)
      .manager('dpkg', { to: '*--audit*', with: 'apt-locked-18.04' })
      .command(
        'dpkg-query',
        `case $2 in *Eflag*) echo 'reinstreq libargon2-1:amd64' ;; *) grep -qx "$4" "$QK_SYSROOT/installed" && echo 'ii ' ;; esac`,
      );
    install(host!);
    const installations = host!.calls().filter((call) => / install\b/.test(call));
    expect(installations[0]).toMatch(/ -s .*--reinstall install libargon2-1:amd64$/);
    expect(installations.slice(1, 3)).toEqual([
      expect.stringMatching(/--download-only .*--reinstall install libargon2-1:amd64$/),
      expect.stringMatching(/--no-remove .*--reinstall install libargon2-1:amd64$/),
    ]);
    expect(installations[3]).toMatch(/ -s .*--no-upgrade install$/);
  });

  test('a package that was unpacked in part is installed again, which is no upgrade', () => {
    const replies = [
      { to: apt.forecast, with: 'apt-mend' },
      { to: '*install*', installs: DEBIAN },
    ];
    prepared(FAMILIES['Debian 12']!, ...replies);
    expect(install(host!).verdicts('packages')).toEqual(['DONE']);
  });

  test('a download in which nothing more comes is ended', () => {
    prepared(
      FAMILIES['Debian 12']!,
      { to: apt.forecast, with: 'apt-new' },
      { to: '*--download-only*', hangs: true },
    );
    const output = host!.run('install.sh', shell, { QK_STALL_SECONDS: '2' });
    expect(output.told('packages')).toContain('nothing more had come for 2 s');
    expect(host!.calls().at(-1)).toContain('--download-only');
  });

  test('a repository that does not answer is no reason to stop', () => {
    const family = FAMILIES['Debian 12']!;
    prepared(
      family,
      { to: '*update', with: 'apt-offline', code: 100 },
      { to: apt.forecast, with: 'apt-new' },
      { to: '*install*', installs: DEBIAN },
    );
    expect(install(host!).verdicts('packages')).toEqual(['DONE']);
  });

  test('one that matters is named', () => {
    prepared(
      FAMILIES['Debian 12']!,
      { to: '*update', with: 'apt-offline', code: 100 },
      { to: '*', with: 'apt-unknown', code: 100 },
    );
    expect(install(host!).told('packages')).toMatch(
      /Unable to locate package.*; the package lists are not up to date: .*resolving 'deb.debian.org'/,
    );
  });
});

/** A lock of dpkg's that the kernel says some process holds. */
function lockFile(on: RecordedHost, pid: number): void {
  on.write('var/lib/dpkg/lock-frontend', '').write(`proc/${pid}/comm`, 'unattended-upgr\n');
  on.command('stat', 'echo 777');
  on.write(
    'proc/locks',
    `1: POSIX  ADVISORY  WRITE 1 08:01:776 0 EOF\n2: POSIX  ADVISORY  WRITE ${pid} 08:01:777 0 EOF\n`,
  );
}
