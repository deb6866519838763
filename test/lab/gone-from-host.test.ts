import { machine, state, volumes } from './support/hosts';
import { ADDRESSES, Project, done, lab, onHost } from './support/project';

jest.setTimeout(300_000);

const REFUSED = 2;
const DIFFERENCES = 3;
const DISK = 'wwn-0x5000000000000079';
const DISK_PATH = `/dev/disk/by-id/${DISK}`;
const VM = machine(1);

let project: Project;

beforeAll(() => {
  lab('disk', '1', 'add', DISK, '64M');
  project = new Project({
    'kvm.host.range': ADDRESSES[0]!,
    'kvm.install.media': 'none',
    'kvm.data.disks': DISK_PATH,
  });
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  done(project.destroy());
  project.remove();
  lab('disk', '1', 'remove', DISK);
});

interface Row {
  readonly change: string;
  readonly consequence: string;
  readonly object?: string;
}

function planned(): readonly Row[] {
  const { status, output } = project.quantumKvm('plan', '--json');
  expect(status).toBe(DIFFERENCES);
  return JSON.parse(output.trimEnd().split('\n').at(-1)!).rows;
}

const texts = (rows: readonly Row[]) =>
  rows.map(({ change, consequence }) => `${change} (${consequence})`);

const REMOVE_VM = `virsh destroy ${VM}; virsh undefine ${VM}`;
const REMOVE_DISK = `rm /var/lib/libvirt/images/${VM}.qcow2 && virsh pool-refresh default`;

test.each([
  [
    'both',
    `${REMOVE_VM}; ${REMOVE_DISK}`,
    'the VM and its system disk are gone from the host: made anew, the guest is installed again (reinstall)',
    'reinstall',
  ],
  [
    'the disk',
    `virsh destroy ${VM}; ${REMOVE_DISK}`,
    'the system disk is gone from the host: an empty one takes its place, the guest is installed again (reinstall)',
    'reinstall',
  ],
])(
  '%s gone: the plan asks for the installation, and it is done only when that is allowed',
  (_, remove, expected, allowed) => {
    onHost(1, 'sh', '-c', remove);
    expect(texts(planned())).toContain(expected);
    const refused = project.quantumKvm('deploy', '--yes');
    expect(refused.status).toBe(REFUSED);
    expect(refused.output).toContain('add --allow reinstall');
    expect(volumes(1)).not.toContain(`${VM}.qcow2`);
    done(project.deploy('--allow', allowed));
    expect(state(1)).toBe('running');
    expect(volumes(1)).toContain(`${VM}.qcow2`);
  },
);

test('the VM alone gone: it is made anew with its disk and its data disks, and nothing needs to be allowed', () => {
  onHost(1, 'sh', '-c', REMOVE_VM);
  const inode = () => onHost(1, 'stat', '-c', '%i', `/var/lib/libvirt/images/${VM}.qcow2`);
  const before = inode();
  const rows = texts(planned());
  expect(rows).toContain(
    'the VM is gone from the host: made anew with its system disk, which is there (none)',
  );
  expect(rows).toContain('data disk given to the VM that is made anew, with what is on it (none)');
  done(project.deploy());
  expect(state(1)).toBe('running');
  expect(inode()).toBe(before);
});
