import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskUsers } from '../../../fleet/rollout/target-addresses';
import { hostSpec } from '../../fixtures/host-spec';
import { synthesized } from '../../fixtures/synthesized';
import { stateText } from '../../fixtures/state';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stack-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('what can go while the disks stay is all but volumes with data, and the preparation under them', () => {
  writeFileSync(
    join(folder, 'cdk.tf.json'),
    JSON.stringify(synthesized(hostSpec({ installMedia: undefined })).terraform),
  );
  const resource = (type: string, name: string, attributes: object) => ({
    mode: 'managed',
    type,
    name,
    instances: [{ attributes }],
  });
  const stateFile = join(folder, 'state.tfstate');
  const resources = [
    resource('libvirt_network', 'Gone', {}),
    resource('libvirt_volume', 'SystemDisk_4185F0E4', { create: null }),
    resource('libvirt_volume', 'InstallMedia_7DC6697B', { create: { content: { url: 'a.iso' } } }),
    resource('libvirt_volume', 'Data_1', { create: { content: { url: 'data.qcow2' } } }),
    resource('null_resource', 'Check', {}),
  ];
  writeFileSync(stateFile, stateText(resources));
  expect(diskUsers({ folder, stateFile }).sort()).toEqual([
    'libvirt_domain.Machine_6FC8AE80',
    'libvirt_network.Gone',
    'libvirt_network.Network-br0_F30AFF70',
    'libvirt_network.Network-br1_D056998E',
    'libvirt_volume.InstallMedia_7DC6697B',
  ]);
});
