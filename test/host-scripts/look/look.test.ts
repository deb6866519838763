import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { parseLook } from '../../../lib/host-scripts/look-output';
import { SHELLS } from '../faked-host';
import { RecordedHost } from '../install/recorded-host';

const DEBIAN = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];
const DISK = '/dev/disk/by-id/wwn-0xa';
const [A, B, C] = [1, 2, 3].map((n) => `3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a0${n}`);

/** libvirt with a pool, in the words of virsh. */
const virsh = (pool: string, machines = ''): string => `case "$4" in
  pool-dumpxml) ${pool === 'undefined' ? 'exit 1' : `echo '<path>${pool === 'elsewhere' ? '/srv' : '/usr'}</path>'`} ;;
  pool-list) case $* in
    *--autostart) ${pool === 'manual' ? ':' : 'echo default'} ;;
    *) ${pool === 'inactive' ? ':' : 'echo default'} ;;
  esac ;;
  ${machines}
esac
exit 0`;

const NOTHING_LEFT = { machines: [], volumes: [], networks: [] };

let host: RecordedHost;
beforeEach(() => {
  host = new RecordedHost('ID=debian\n', DEBIAN).manager('apt-get').command('virsh', virsh('held'));
});
afterEach(() => host.remove());

describe.each(SHELLS)('under %s', (shell) => {
  const look = (parameters: Record<string, string> = {}) => {
    const { stdout } = host.look(shell, {
      QK_LOOK_PREPARED: 'yes',
      QK_POOL_PATH: '/usr',
      ...parameters,
    });
    return parseLook(stdout);
  };
  const prepare = (parameters: Record<string, string>) =>
    host.run('install.sh', shell, { QK_POOL_PATH: '/usr', ...parameters });

  test('of what preparation has made nothing is gone', () => {
    host.disk('sda', ['wwn-0xa']);
    const parameters = {
      QK_VM_NAME: 'vm054',
      QK_DATA_DISKS: DISK,
      QK_DISK_IDENTITIES: `${DISK},serial=S1,wwn=naa.1,bytes=1048576`,
    };
    prepare(parameters);
    const held = { libvirt: 'held', group: 'held', pool: 'held', folder: 'held' };
    expect(look(parameters)).toEqual({
      ...held,
      ...{ hook: 'held', given: 'held', missingPackages: [], ...NOTHING_LEFT },
    });
    host.write('etc/libvirt/hooks/qemu.d/quantum-kvm', 'exit 0');
    host.without('etc/quantum-kvm/given');
    expect(look(parameters)).toMatchObject({ hook: 'changed', given: 'gone' });
    host.without('etc/libvirt/hooks/qemu.d/quantum-kvm');
    expect(look(parameters)).toMatchObject({ hook: 'gone' });
    prepare(parameters);
    chmodSync(join(host.root, 'etc/libvirt/hooks/qemu.d/quantum-kvm'), 0o644);
    expect(look(parameters)).toMatchObject({ hook: 'changed', given: 'held' });
    prepare(parameters);
    expect(look(parameters)).toMatchObject({ hook: 'held' });
  });

  test.each(['held', 'undefined', 'inactive', 'elsewhere', 'manual'])('a pool is %s', (word) => {
    host.command('virsh', virsh(word));
    expect(look()).toMatchObject({ pool: word });
  });

  test('packages that are missing are named, and so is a folder that is gone', () => {
    host.write('installed', DEBIAN.slice(2).join('\n'));
    expect(look({ QK_POOL_PATH: '/nowhere' })).toMatchObject({
      missingPackages: DEBIAN.slice(0, 2),
      folder: 'gone',
    });
  });

  test('of a libvirt that does not run nothing else is said', () => {
    host.command('virsh', 'exit 1');
    expect(look()).toMatchObject({ libvirt: 'silent', pool: undefined, machines: [] });
  });

  test('a host without libvirt has no VM of it', () => {
    host.without('bin/virsh');
    expect(look({ QK_LOOK_PREPARED: '' })).toMatchObject({ libvirt: 'absent', machines: [] });
  });

  test('a login outside of the group of libvirt is told', () => {
    host.command('id', '[ "$1" = -nG ] && echo users || echo 0');
    expect(look()).toMatchObject({ group: 'gone' });
  });

  test('VMs with our tag are told whatever their names, and the one of the name without it', () => {
    const tag = (attributes: string) =>
      `<machine xmlns="urn:quantum-kvm:machine"${attributes}>{"a":">"}</machine>`;
    host.command(
      'virsh',
      virsh(
        'held',
        `list) printf '%s\\n' ${A} ${B} ${C} ffffffff-5d0e-4c0e-8c55-0d3f5e0c1a0f '' ;;
  domuuid) echo ${C} ;;
  domname) case $5 in ${A}) echo 'old name' ;; ${B}) echo copy ;; ${C}) echo vm054 ;; esac ;;
  metadata) case $5 in
    ${A}) echo '${tag(` version="1" uuid="${A}" deployment="${C}"`)}' ;;
    ${B}) echo '${tag(` uuid="${A}"`)}' ;;
    *) exit 1 ;;
  esac ;;`,
      ),
    );
    expect(look({ QK_LOOK_MACHINE: 'vm054' })).toMatchObject({
      machines: [
        { uuid: A, name: 'old name', tagged: true, deployment: C },
        { uuid: B, name: 'copy', tagged: false },
        { uuid: C, name: 'vm054', tagged: false },
      ],
    });
  });

  test('volumes of the names that are asked for are told with their size, and networks of ours that no other VM has', () => {
    host.command(
      'virsh',
      virsh(
        'held',
        `list) printf '%s\\n' vm054 other ;;
  vol-dumpxml) case $5 in *.qcow2) echo '<physical unit="bytes">196616</physical>' ;; *-install.iso) echo '<volume/>' ;; *) exit 1 ;; esac ;;
  net-dumpxml) case $5 in *br9) echo '<network/>' ;; *br2) printf '%s\\n' '<metadata>' '  <q:network xmlns:q="urn:quantum-kvm:network" deployment="${A}"/>' ;; *) echo '<q:network xmlns:q="urn:quantum-kvm:network"/>' ;; esac ;;
  domiflist) [ "$5" = vm054 ] || printf ' vnet0 network %s virtio 02:00\\n' quantum-br1 ;;`,
      ),
    );
    const asked = {
      QK_LOOK_MACHINE: 'vm054',
      QK_LOOK_POOL: 'default',
      QK_LOOK_VOLUMES: 'vm054.qcow2 vm054-install.iso vm054-gone.iso',
      QK_LOOK_NETWORKS: 'quantum-br0 quantum-br1 quantum-br2 quantum-br9',
    };
    expect(look(asked)).toMatchObject({
      volumes: [
        { name: 'vm054.qcow2', bytes: 196616 },
        { name: 'vm054-install.iso', bytes: 0 },
      ],
      networks: [{ name: 'quantum-br0' }, { name: 'quantum-br2', deployment: A }],
    });
    expect(look()).toMatchObject({ volumes: [], networks: [] });
  });
});

const END = 'LOOK\tlibvirt\theld\nLOOK\tend\n';

test.each([
  ['', 'it ends before all of it was said'],
  ['LOOK\tlibvirt\theld\n', 'it ends before all of it was said'],
  [`LOOK\tpool\tgood\n${END}`, 'pool is "good"'],
  [`LOOK\tpool\theld\nLOOK\tpool\tinactive\n${END}`, 'it reports pool twice'],
  [`LOOK\tmachine\tx\tvm\t\t\t\n${END}`, 'machine is "x"'],
  [`LOOK\tvolume\tvm.qcow2\tlarge\n${END}`, 'volume is "large"'],
  [`LOOK\tpackage\t$(reboot)\n${END}`, 'package is "$(reboot)"'],
])('the answer %j is not used', (text, reason) => {
  expect(parseLook(text)).toContain(reason);
});

test('what else a login prints is no answer', () => {
  expect(parseLook(`Connected!\n${END}LOOKING\n`)).toMatchObject({ libvirt: 'held' });
});
