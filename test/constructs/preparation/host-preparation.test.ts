import { hostSpec } from '../../fixtures/host-spec';
import { Json, synthesized } from '../../fixtures/synthesized';

/** What pre-check and installation are told, of a machine with these changes. */
function told(...changes: Parameters<typeof hostSpec>) {
  const resources = Object.entries(synthesized(hostSpec(...changes)).resources('null_resource'));
  const of = (part: string): Json => resources.find(([id]) => id.includes(part))?.[1].triggers;
  return { preCheck: of('PreCheck'), installation: of('PackageInstallation') };
}

const DISKS = [
  { path: '/dev/disk/by-id/wwn-1', serial: 'wwn-1', recordedBlank: true as const },
  { path: '/dev/disk/by-id/wwn-2', serial: 'wwn-2', recordedBlank: true as const },
].map((disk) => ({ ...disk, identity: { serial: disk.serial, sizeBytes: 5 } }));

test('the pre-check is told that it comes before a deployment, and what the VM will take', () => {
  expect(told().preCheck).toMatchObject({
    QK_PURPOSE: 'deployment',
    QK_VM_NAME: 'vm054',
    QK_VNC_PORT: '5954',
    QK_MACS: '02:00:c0:a8:0c:22 02:01:c0:a8:0c:22',
    QK_STORAGE_GIB: '100',
  });
});

test('disks chosen for being blank are expected to be, and recorded by the installation', () => {
  const { preCheck, installation } = told({ dataDisks: DISKS });
  const paths = '/dev/disk/by-id/wwn-1 /dev/disk/by-id/wwn-2';
  expect(preCheck).toMatchObject({ QK_DATA_DISKS: paths, QK_EXPECT_BLANK_DISKS: paths });
  expect(installation).toMatchObject({ QK_VM_NAME: 'vm054', QK_DATA_DISKS: paths });
});

test('both are told which disks they are', () => {
  const { preCheck, installation } = told({ dataDisks: DISKS });
  const identities =
    '/dev/disk/by-id/wwn-1,serial=wwn-1,wwn=,bytes=5 /dev/disk/by-id/wwn-2,serial=wwn-2,wwn=,bytes=5';
  expect(preCheck).toMatchObject({ QK_DISK_IDENTITIES: identities });
  expect(installation).toMatchObject({ QK_DISK_IDENTITIES: identities });
});

test('disks that are named may carry data', () => {
  const named = DISKS.map(({ path, serial }) => ({ path, serial }));
  expect(told({ dataDisks: named }).preCheck).not.toHaveProperty('QK_EXPECT_BLANK_DISKS');
});

test('the medium counts where the facts record its size', () => {
  expect(told().preCheck).not.toHaveProperty('QK_MEDIA_MIB');
  const { preCheck } = told({ installMediaBytes: 5 * 2 ** 30 + 1 });
  expect(preCheck).toMatchObject({ QK_MEDIA_MIB: '5121' });
});
