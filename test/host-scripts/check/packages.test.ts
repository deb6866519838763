import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FakedHost, SHELLS } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

describe.each(SHELLS)('under %s', (shell) => {
  const DEB822 = 'Types: deb\nURIs: http://repository/debian\nSuites: stable\n';

  test.each([
    ['deb http://repository/debian stable main\n', '', 'PASS'],
    ['# deb http://repository/debian stable main\n', '', 'FAIL'],
    ['deb cdrom:[Debian 12]/ stable main\n', '', 'FAIL'],
    ['deb-src http://repository/debian stable main\n', '', 'FAIL'],
    ['', DEB822, 'PASS'],
    ['', `# ours\n${DEB822}Enabled: no\n`, 'FAIL'],
    ['', `${DEB822}Enabled: no\n\n${DEB822}`, 'PASS'],
    ['', DEB822.replace('deb', 'deb-src'), 'FAIL'],
  ])('apt with sources "%s" and "%s": %s', (list, sources, verdict) => {
    host.bare().command('apt-get', '').write('etc/apt/sources.list', list);
    host.write('etc/apt/sources.list.d/more.sources', sources);
    expect(host.check(shell).verdicts('packages.source')).toEqual([verdict]);
  });

  test.each([
    ['dnf', 'etc/yum.repos.d/a.repo', '[a]\nmirrorlist=http://m\n', 'PASS'],
    ['yum', 'etc/yum.repos.d/a.repo', '[a]\nbaseurl = http://m\nenabled = 0\n', 'FAIL'],
    [
      'yum',
      'etc/yum.repos.d/a.repo',
      '[a]\nbaseurl=http://m\nenabled=0\n[b]\nbaseurl=http://m\n',
      'PASS',
    ],
    ['dnf', 'etc/dnf/dnf.conf', '[main]\ngpgcheck=1\n', 'FAIL'],
    ['zypper', 'etc/zypp/repos.d/a.repo', '[a]\nenabled=1\nbaseurl=http://m\n', 'PASS'],
    ['zypper', 'etc/zypp/repos.d/a.repo', '[a]\nenabled=0\nbaseurl=http://m\n', 'FAIL'],
  ])('%s with %s "%s": %s', (manager, path, content, verdict) => {
    const checked = host.bare().command(manager, '').write(path, content).check(shell);
    expect(checked.verdicts('packages.source')).toEqual([verdict]);
    expect(checked.told('host.packages')).toBe(`${manager}; `);
  });

  test('a source is not needed where all is installed, or comes from the deployment node', () => {
    host.command('apt-get', '').without('etc/apt');
    expect(host.check(shell).verdicts('packages.source')).toEqual(['PASS']);
    host.bare().command('apt-get', '');
    expect(host.check(shell).verdicts('packages.source')).toEqual(['FAIL']);
    const supplied = host.check(shell, { QK_PACKAGES_SUPPLIED: 'yes' });
    expect(supplied.verdicts('packages.source')).toEqual(['PASS']);
  });

  describe('the lock', () => {
    test('of apt is told with the process that holds it', () => {
      host.command('apt-get', '').write('var/lib/dpkg/lock-frontend', '');
      const { ino } = statSync(join(host.root, 'var/lib/dpkg/lock-frontend'));
      host.write('proc/locks', `1: POSIX  ADVISORY  WRITE 77 fe:00:${ino} 0 EOF\n`);
      host.write('proc/77/comm', 'unattended-upgr\n').link('proc/77/fd/4', '/somewhere/else');
      expect(host.check(shell).verdicts('packages.lock')).toEqual(['PASS']);
      host.link('proc/77/fd/5', '/var/lib/dpkg/lock-frontend');
      const checked = host.check(shell);
      expect(checked.verdicts('packages.lock')).toEqual(['WARN']);
      expect(checked.told('packages.lock')).toContain('process 77 (unattended-upgr)');
    });

    test('of yum is a process id in a file', () => {
      host.bare().command('yum', '').write('var/run/yum.pid', '88\n');
      expect(host.check(shell).verdicts('packages.lock')).toEqual(['PASS']);
      host.write('proc/88/comm', 'yum\n');
      expect(host.check(shell).told('packages.lock')).toContain('process 88 (yum)');
    });
  });

  test.each([
    ['rw,noexec', 'FAIL'],
    ['rw', 'PASS'],
  ])('scripts of packages, with /var mounted %s: %s', (options, verdict) => {
    host.bare().command('apt-get', '');
    host.write('proc/mounts', `/dev/a / ext4 rw 0 0\n/dev/b /var ext4 ${options} 0 0\n`);
    expect(host.check(shell).verdicts('packages.scripts')).toEqual([verdict]);
  });
});
