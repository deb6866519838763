import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { qemuHookText } from '../../../lib/host-scripts/script-text';
import { Output, SHELLS } from '../faked-host';
import { RecordedHost } from './recorded-host';

const DEBIAN = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];
const DISK = '/dev/disk/by-id/wwn-0x1';

let host: RecordedHost;
beforeEach(() => {
  host = new RecordedHost('ID=debian\n', DEBIAN).manager('apt-get').command('restorecon', 'exit 0');
  host.disk('sda', ['wwn-0x1']);
});
afterEach(() => host.remove());

const hook = (): string => join(host.root, 'etc/libvirt/hooks/qemu.d/quantum-kvm');
const onlyHook = (): string => join(host.root, 'etc/libvirt/hooks/qemu');
const version = (number: string) => host.command('libvirtd', `echo "libvirtd (libvirt) ${number}"`);

describe.each(SHELLS)('under %s', (shell) => {
  const prepare = (disks = DISK): Output =>
    host.run('install.sh', shell, {
      QK_VM_NAME: 'vm054',
      QK_DATA_DISKS: disks,
      QK_DISK_IDENTITIES: disks && `${disks},serial=S1,wwn=,bytes=1`,
    });

  test('a host whose VM gets data disks gets the hook, once', () => {
    expect(prepare().told('hook')).toBe('data disks are compared before every start: installed');
    expect(readFileSync(hook(), 'utf8')).toBe(qemuHookText());
    expect(statSync(hook()).mode & 0o777).toBe(0o755);
    expect(prepare().told('hook')).toBe('data disks are compared before every start');
    expect(existsSync(onlyHook())).toBe(false);
  });

  test('a host whose VM gets none does not', () => {
    expect(prepare('').verdicts('hook')).toEqual([]);
    expect(existsSync(hook())).toBe(false);
  });

  test('a libvirt that runs since before is started again, and only then', () => {
    host.write('run/systemd/system/x', '').write('run/libvirtd.pid', '1\n');
    host.command('systemctl', 'case $1 in restart) echo "$*" >>"$QK_SYSROOT/restarts" ;; esac');
    const restarts = () =>
      existsSync(join(host.root, 'restarts'))
        ? readFileSync(join(host.root, 'restarts'), 'utf8')
        : '';
    utimesSync(join(host.root, 'run/libvirtd.pid'), 1, 1);
    prepare();
    expect(restarts()).toBe('restart libvirtd.service\n');
    host.write('run/libvirtd.pid', '2\n');
    utimesSync(join(host.root, 'run/libvirtd.pid'), 5e9, 5e9);
    prepare();
    expect(restarts()).toBe('restart libvirtd.service\n');
  });

  test('a libvirt that knows no folder of hooks gets it as its only one', () => {
    version('6.0.0');
    prepare();
    expect(readFileSync(onlyHook(), 'utf8')).toBe(qemuHookText());
    expect(prepare().told('hook')).toBe('data disks are compared before every start');
  });

  test("the host's own hook stays, and must call it", () => {
    version('4.5.0').write('etc/libvirt/hooks/qemu', '#!/bin/sh\nexit 0\n');
    const refused = prepare();
    expect(refused.verdicts('hook')).toEqual(['FAIL']);
    expect(refused.told('hook')).toContain("which is the host's own");
    expect(existsSync(join(host.root, 'etc/quantum-kvm/given'))).toBe(false);
    const own = '#!/bin/sh\nexec /etc/libvirt/hooks/qemu.d/quantum-kvm "$@"\n';
    host.write('etc/libvirt/hooks/qemu', own);
    expect(prepare().verdicts('hook')).toEqual(['DONE']);
    expect(readFileSync(onlyHook(), 'utf8')).toBe(own);
  });
});
