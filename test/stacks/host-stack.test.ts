import { VERSION } from '../../lib/node/provider/bundled-provider';
import { hostSpec } from '../fixtures/host-spec';
import { Json, synthesized } from '../fixtures/synthesized';

test('the whole stack of one host', () => {
  const document = JSON.stringify(synthesized(hostSpec()).terraform)
    .replace(/[0-9A-F]{32}/g, 'HASH')
    .replaceAll(VERSION, 'VERSION');
  expect(JSON.parse(document)).toMatchSnapshot();
});

test('everything on the host waits for its preparation, and that for the pre-check', () => {
  const stack = synthesized(hostSpec());
  const [installation, preCheck] = Object.keys(stack.resources('null_resource'));
  expect(stack.resources('null_resource')[installation!].depends_on).toEqual([
    `null_resource.${preCheck}`,
  ]);
  for (const type of ['libvirt_network', 'libvirt_volume']) {
    for (const resource of Object.values(stack.resources(type))) {
      expect(resource.depends_on).toEqual([`null_resource.${installation}`]);
    }
  }
});

test('without install medium there is one volume and an empty drive', () => {
  const stack = synthesized(hostSpec({ installMedia: undefined }));
  expect(Object.values(stack.resources('libvirt_volume')).map((v) => v.name)).toEqual([
    'vm054.qcow2',
  ]);
  const disks = stack.only('libvirt_domain').devices.disks;
  expect(disks.map((d: Json) => [d.device, d.source !== undefined])).toEqual([
    ['disk', true],
    ['cdrom', false],
  ]);
});

test('the outputs name the VM, its host, its VNC address and its CPU share', () => {
  const { output } = synthesized(hostSpec()).terraform;
  const values = Object.fromEntries(Object.entries(output).map(([k, o]) => [k, (o as Json).value]));
  expect(values).toEqual({
    vm: 'vm054',
    host: '192.168.12.34',
    vnc: '127.0.0.1:5954',
    vcpus: 13,
    quota: { period_us: 100000, quota_us_per_vcpu: 98462 },
  });
});

test('the providers come from the bundled source alone', () => {
  const { required_providers: providers } = synthesized(hostSpec()).terraform.terraform;
  expect(Object.values(providers).map((p: Json) => p.source)).toEqual([
    'terraform.local/quantum-kvm/libvirt',
    'terraform.local/quantum-kvm/null',
  ]);
});

test('libvirt is reached by key, against the pinned host key', () => {
  expect(synthesized(hostSpec()).terraform.provider.libvirt[0].uri).toBe(
    'qemu+ssh://root@192.168.12.34:22/system?keyfile=../../../.quantum-kvm/id_ed25519&knownhosts=known_hosts',
  );
});

test('state is kept by a path that is the same in every checkout', () => {
  expect(synthesized(hostSpec()).terraform.terraform.backend.local.path).toBe(
    '../../../state/host-192-168-12-34.tfstate',
  );
});
