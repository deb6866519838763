import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FakedHost, Output, SHELLS } from '../faked-host';

const KEY = 'ssh-ed25519 AAAAdeployment';
const CLIENT = '10.0.0.1 40000 10.0.0.2 22';

let host: FakedHost;
beforeEach(() => {
  host = new FakedHost().command('getent', 'echo "$2:x:0:0::/root:/bin/sh"').write('root/x', '');
  host.command('id', 'case $1 in -nG | -un) echo root ;; *) echo 0 ;; esac');
  chmodSync(join(host.root, 'root'), 0o700);
});
afterEach(() => host.remove());

/** An sshd with these settings in the place of its defaults. */
function sshd(settings: Record<string, string> = {}): FakedHost {
  const all = {
    pubkeyauthentication: 'yes',
    authorizedkeysfile: '.ssh/authorized_keys .ssh/authorized_keys2',
    authorizedkeyscommand: 'none',
    authenticationmethods: 'any',
    permitrootlogin: 'without-password',
    pubkeyacceptedalgorithms: 'ssh-ed25519,rsa-sha2-512,rsa-sha2-256',
    strictmodes: 'yes',
    disableforwarding: 'no',
    allowstreamlocalforwarding: 'yes',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `echo '${name} ${value}'`);
  return host.command('sshd', `echo "$*" >"$QK_SYSROOT/asked"\n${lines.join('\n')}`);
}

describe.each(SHELLS)('under %s', (shell) => {
  const check = (more: Record<string, string> = {}): Output =>
    host.check(shell, {
      SSH_CONNECTION: CLIENT,
      QK_AUTHORIZED_KEY: KEY,
      QK_LOGIN_METHOD: 'password',
      ...more,
    });

  test('an sshd with its defaults will take the key, and forwards', () => {
    sshd();
    const checked = check();
    expect(checked.verdicts('login.sshd')).toEqual(['PASS']);
    expect(checked.verdicts('login.key')).toEqual(['PASS']);
    expect(checked.told('login.key')).toContain('from /root/.ssh/authorized_keys');
    expect(checked.verdicts('login.forwarding')).toEqual(['PASS']);
  });

  test('who is not there by SSH is asked nothing about it', () => {
    const checked = sshd().check(shell, { QK_AUTHORIZED_KEY: KEY });
    expect(checked.stdout).not.toMatch(/login\.(sshd|key|forwarding)/);
  });

  test.each([
    [{ pubkeyauthentication: 'no' }, 'PubkeyAuthentication no'],
    [{ authenticationmethods: 'publickey,password' }, 'AuthenticationMethods publickey,password'],
    [{ authenticationmethods: 'password keyboard-interactive' }, 'which a key alone'],
    [{ pubkeyacceptedalgorithms: 'rsa-sha2-512,rsa-sha2-256' }, 'no key of type ssh-ed25519'],
    [
      { pubkeyacceptedalgorithms: '', pubkeyacceptedkeytypes: 'ecdsa-*' },
      'no key of type ssh-ed25519',
    ],
    [{ authorizedkeysfile: 'none' }, 'AuthorizedKeysFile none'],
    [{ authorizedkeysfile: 'none', authorizedkeyscommand: '/usr/bin/keys' }, '/usr/bin/keys alone'],
    [{ authorizedkeysfile: '/etc/ssh/everybody' }, 'keys of all users from /etc/ssh/everybody'],
  ])('an sshd with %j will not take the key', (settings, said) => {
    sshd(settings as Record<string, string>);
    const checked = check();
    expect(checked.verdicts('login.key')).toEqual(['FAIL']);
    expect(checked.told('login.key')).toContain(said);
  });

  test.each([
    [{ permitrootlogin: 'no' }, 'PermitRootLogin no'],
    [{ permitrootlogin: 'forced-commands-only' }, 'PermitRootLogin forced-commands-only'],
    [{ denyusers: 'r*' }, 'root in denyusers'],
    [{ allowusers: 'admin' }, 'allowusers without root'],
    [{ allowusers: 'root@192.168.*' }, 'allowusers without root'],
    [{ allowgroups: 'wheel' }, 'allowgroups without root'],
  ])(
    'an sshd with %j let this login in, and will no longer when it is started again',
    (settings, said) => {
      sshd(settings as Record<string, string>);
      const checked = check();
      expect(checked.verdicts('login.key')).toEqual(['WARN']);
      expect(checked.told('login.key')).toContain(said);
    },
  );

  test('what has opened the login holds until sshd is started again; at a deployment it is not known', () => {
    sshd({ pubkeyauthentication: 'no' });
    expect(check({ QK_LOGIN_METHOD: 'key' }).verdicts('login.key')).toEqual(['WARN']);
    expect(check({ QK_PURPOSE: 'deployment' }).verdicts('login.key')).toEqual(['WARN']);
    sshd({ authorizedkeysfile: 'none', authorizedkeyscommand: '/usr/bin/keys' });
    expect(check({ QK_LOGIN_METHOD: 'key' }).verdicts('login.key')).toEqual(['PASS']);
  });

  test.each([
    { authenticationmethods: 'publickey password' },
    { authenticationmethods: 'publickey,password publickey' },
    { pubkeyacceptedalgorithms: 'ssh-*' },
    { authorizedkeysfile: '/etc/ssh/keys/%u' },
    { authorizedkeysfile: '%h/keys /etc/ssh/everybody' },
    { authorizedkeysfile: 'none .ssh/authorized_keys' },
    { allowusers: 'root' },
    { allowusers: 'root@10.*' },
    { allowusers: 'root@10.0.0.0/8' },
    { allowgroups: 'ro?t' },
    { denyusers: 'root@192.168.*' },
  ])('an sshd with %j will', (settings) => {
    sshd(settings as unknown as Record<string, string>);
    expect(check().verdicts('login.key')).toEqual(['PASS']);
  });

  test('a file that holds for this login alone is no file of all', () => {
    sshd();
    host.command(
      'sshd',
      'case $* in *user=root*) echo "authorizedkeysfile /etc/ssh/root" ;; *) echo "authorizedkeysfile .ssh/x" ;; esac',
    );
    expect(check().told('login.key')).toContain('from /etc/ssh/root');
  });

  test('sshd is asked about this user from this address, as it was started', () => {
    sshd({ usedns: 'no' });
    host
      .write(`proc/${process.pid}/status`, 'PPid:\t4242\n')
      .write(`proc/${process.pid}/environ`, `SSH_CONNECTION=${CLIENT}\0`)
      .write('proc/4242/status', 'PPid:\t4243\n')
      .write('proc/4242/environ', '')
      .link('proc/4242/exe', join(host.root, 'bin/sshd'))
      .write('proc/4243/status', 'PPid:\t1\n')
      .link('proc/4243/exe', join(host.root, 'bin/sshd'))
      .write(
        'proc/4243/cmdline',
        'sshd: /usr/sbin/sshd -D -f /etc/other -oCiphers=aes256-ctr [listener] 0 of 10-100 startups',
      );
    host.check(shell, {});
    expect(host.read('asked')).toBe(
      '-T -f /etc/other -oCiphers=aes256-ctr -C user=root,host=10.0.0.1,addr=10.0.0.1,laddr=10.0.0.2,lport=22\n',
    );
  });

  test('another server than sshd is not known, whatever sshd says', () => {
    sshd();
    host
      .write(`proc/${process.pid}/status`, 'PPid:\t1\n')
      .write(`proc/${process.pid}/environ`, '')
      .link(`proc/${process.pid}/exe`, '/usr/sbin/dropbear');
    const checked = check();
    expect(checked.verdicts('login.sshd')).toEqual(['WARN']);
    expect(checked.told('login.sshd')).toContain('served by /usr/sbin/dropbear');
    expect(checked.verdicts('login.key')).toEqual([]);
  });

  test('an sshd that does not tell its settings is not known', () => {
    host.command('sshd', 'echo "Missing privilege separation directory: /run/sshd" >&2; exit 255');
    const checked = check();
    expect(checked.verdicts('login.sshd')).toEqual(['WARN']);
    expect(checked.told('login.sshd')).toContain('Missing privilege separation directory');
  });

  describe('a key that stands there and was refused', () => {
    const authorized = (line: string) => sshd().write('root/.ssh/authorized_keys', `${line}\n`);

    test('by its options, is told with them', () => {
      authorized(`from="192.168.*",restrict ${KEY} me`);
      expect(check().told('login.key')).toContain('the options from="192.168.*",restrict');
    });

    test('for no reason that is seen, fails', () => {
      authorized(KEY);
      expect(check().verdicts('login.key')).toEqual(['FAIL']);
      expect(check().told('login.key')).toContain('why is not known');
    });

    test('by modes that preparation sets right, is no fault', () => {
      authorized(KEY);
      chmodSync(join(host.root, 'root/.ssh'), 0o777);
      expect(check().verdicts('login.key')).toEqual(['PASS']);
    });

    test('beside a password, fails', () => {
      authorized(KEY);
      const checked = check({ QK_LOGIN_METHOD: 'key and password' });
      expect(checked.told('login.key')).toContain('wants a password after the key');
    });
  });

  test('a key that is gone from a host that was prepared is told', () => {
    sshd().write('etc/quantum-kvm/given', 'vm054\n');
    const checked = check({ QK_VM_NAME: 'vm054' });
    expect(checked.verdicts('login.key')).toEqual(['WARN']);
    expect(checked.told('login.key')).toContain('no longer in /root/.ssh/authorized_keys');
  });

  test('a folder above the file in which others can write keeps the key from being taken', () => {
    sshd({ authorizedkeysfile: '/etc/keys/%u' }).write('etc/keys/x', '');
    chmodSync(join(host.root, 'etc/keys'), 0o775);
    expect(check().told('login.key')).toContain('others can write in /etc/keys (mode 775)');
    chmodSync(join(host.root, 'etc/keys'), 0o755);
    expect(check().verdicts('login.key')).toEqual(['PASS']);
  });

  describe('without forwarding to sockets', () => {
    beforeEach(() => {
      sshd({ allowstreamlocalforwarding: 'no' }).command(
        'nc',
        'echo "usage: nc [-46cDdFhklNnrStUuvz]"',
      );
      host.command('virsh', '');
    });
    const forwarding = (more: Record<string, string> = {}): string[] =>
      check(more).verdicts('login.forwarding');

    test('a helper on the host serves, but not where the provider has no use for it', () => {
      expect(forwarding()).toEqual(['PASS']);
      expect(forwarding({ QK_FORWARDING: 'needed' })).toEqual(['FAIL']);
    });

    test('and without a helper, libvirt is not reached; before it is installed, that is not known', () => {
      host.bare();
      host.command('nc', 'echo "usage: nc [-l]"').command('sshd', 'echo "disableforwarding yes"');
      expect(forwarding()).toEqual(['WARN']);
      host.command('libvirtd', 'echo "libvirtd (libvirt) 9.0.0"').command('qemu-img', '');
      expect(forwarding()).toEqual(['FAIL']);
    });
  });

  test('a host that is asked about its login is not changed', () => {
    sshd({ authorizedkeysfile: '/etc/ssh/keys/%u' });
    rmSync(join(host.root, 'root'), { recursive: true });
    mkdirSync(join(host.root, 'root'), { mode: 0o700 });
    check();
    expect(host.list()).toEqual(host.list());
    expect(host.list().filter((path) => /^(root|etc\/ssh)/.test(path))).toEqual(['root']);
  });
});
