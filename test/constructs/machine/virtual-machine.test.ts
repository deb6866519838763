import { DEPLOYMENT_ID, hostSpec } from '../../fixtures/host-spec';
import { Json, synthesized } from '../../fixtures/synthesized';

const domain = (...changes: Parameters<typeof hostSpec>): Json =>
  synthesized(hostSpec(...changes)).only('libvirt_domain');

test('the CPU share becomes vCPUs with a quota each', () => {
  expect(domain()).toMatchObject({
    vcpu_current: 13,
    cpu_tune: { period: 100000, quota: 98462 },
  });
});

test('the guest has room for the vCPUs of the largest share', () => {
  const cpu = { vcpus: 13, mostVcpus: 26, periodUs: 100000, quotaUs: 98462 };
  expect(domain({ cpu })).toMatchObject({ vcpu: 26, vcpu_current: 13 });
});

test('eight devices can be added before the guest is next started', () => {
  const dataDisks = [{ path: '/dev/disk/by-id/d0', serial: 's0' }];
  const { controllers } = domain({ dataDisks }).devices;
  // Two NICs, two disks, channel, random source, USB controller, and eight.
  expect(controllers).toHaveLength(15);
  expect(controllers[14]).toEqual({ type: 'pci', model: 'pcie-root-port', index: 15 });
});

test.each([
  ['kvm', 'host-passthrough'],
  ['qemu', 'maximum'],
] as const)('under %s the guest has the CPU model %s', (virtualizationType, mode) => {
  expect(domain({ virtualizationType })).toMatchObject({ type: virtualizationType, cpu: { mode } });
});

test('an empty disk boots the installer, an installed one boots itself', () => {
  const boot = domain().devices.disks.map((d: Json) => [d.device, d.boot?.order]);
  expect(boot).toEqual([
    ['disk', 1],
    ['cdrom', 2],
  ]);
});

test('disks enter by path and bypass the page cache of the host', () => {
  const [system] = domain().devices.disks;
  expect(system.source).toEqual({
    file: { file: expect.stringMatching(/^\$\{libvirt_volume\..*\.path\}$/) },
  });
  expect(system.driver).toMatchObject({
    cache: 'none',
    io: 'native',
    discard: 'unmap',
    io_thread: 1,
  });
});

test('data disks are whole block devices in order, known by their serial', () => {
  const dataDisks = Array.from({ length: 27 }, (_, i) => ({
    path: `/dev/disk/by-id/d${i}`,
    serial: `s${i}`,
  }));
  const data = domain({ dataDisks }).devices.disks.slice(1, -1);
  expect(data.map((d: Json) => d.target.dev).slice(0, 2)).toEqual(['vdb', 'vdc']);
  expect(data[26].target.dev).toBe('vdab');
  expect(data[0]).toMatchObject({ source: { block: { dev: '/dev/disk/by-id/d0' } }, serial: 's0' });
});

test('every NIC has its fixed MAC address and stands on the network over its bridge', () => {
  const stack = synthesized(hostSpec());
  const networks = stack.resources('libvirt_network');
  const nics = stack.only('libvirt_domain').devices.interfaces;
  const bridgeOf = (nic: Json) =>
    networks[nic.source.network.network.replace(/^\$\{libvirt_network\.|\.name\}$/g, '')].bridge
      .name;
  expect(nics.map((nic: Json) => [nic.mac.address, bridgeOf(nic)])).toEqual([
    ['02:00:c0:a8:0c:22', 'br0'],
    ['02:01:c0:a8:0c:22', 'br1'],
  ]);
});

test('the VNC port is fixed', () => {
  expect(domain().devices.graphics).toEqual([
    { vnc: { auto_port: false, listen: '127.0.0.1', port: 5954 } },
  ]);
});

test('the guest gets its time to shut down, at teardown and for a change', () => {
  const { update, destroy } = domain({ shutdownTimeoutSeconds: 7 });
  expect([update, destroy]).toEqual([
    { shutdown: { timeout: 7 } },
    { graceful: true, shutdown: { timeout: 7 } },
  ]);
});

test('the tag names the deployment, once that has an identity', () => {
  expect(domain().metadata).toEqual({
    xml: `<quantum:machine xmlns:quantum="urn:quantum-kvm:machine" version="1" deployment="${DEPLOYMENT_ID}"/>`,
  });
  const { deploymentId, ...before } = hostSpec();
  expect(deploymentId).toBeDefined();
  expect(synthesized(before).only('libvirt_domain').metadata).toBeUndefined();
});
