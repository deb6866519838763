import { specifyHosts } from '../../lib/machine/specify-hosts';
import { DEPLOYMENT_KEY } from '../fixtures/public-keys';
import { facts, fleet, machine, planned, wanted } from './sample';

test('a host becomes one spec in which every value is concrete', () => {
  expect(planned().specs).toEqual([
    {
      stackId: 'host-192-168-12-34',
      address: '192.168.12.34',
      providers: 'bundled',
      login: { name: 'root', port: 22 },
      facts,
      publicKey: DEPLOYMENT_KEY,
      storage: { poolName: 'default', poolPath: '/var/lib/libvirt/images' },
      machine: {
        name: 'vm054',
        virtualizationType: 'kvm',
        cpu: { vcpus: 26, mostVcpus: 52, periodUs: 100000, quotaUs: 98462 },
        memoryGib: 128,
        systemDiskGib: 100,
        nics: [
          { bridge: 'br0', mac: '02:00:c0:a8:0c:22' },
          { bridge: 'br1', mac: '02:01:c0:a8:0c:22' },
        ],
        dataDisks: [],
        vnc: { listen: '127.0.0.1', port: 5954 },
        autostart: true,
        shutdownTimeoutSeconds: 300,
      },
    },
  ]);
  expect(planned().problems).toEqual([]);
});

test('what is configured for a host reaches its spec', () => {
  const want = {
    vncListen: '::1',
    vncPortBase: 6000,
    autostart: false,
    virtualizationType: 'qemu',
    shutdownTimeoutSeconds: 60,
  } as const;
  expect(machine(want)).toMatchObject({
    vnc: { listen: '::1', port: 6054 },
    autostart: false,
    virtualizationType: 'qemu',
    shutdownTimeoutSeconds: 60,
  });
});

test.each([
  ['none', { kind: 'none' } as const, '/opt/deploy/dbs.iso', undefined],
  ['auto', { kind: 'auto' } as const, '/opt/deploy/dbs.iso', '/opt/deploy/dbs.iso'],
  ['a file', { kind: 'path', path: 'iso/x.iso' } as const, '/opt/deploy/dbs.iso', 'iso/x.iso'],
])('install media "%s" becomes its ISO', (_, installMedia, recorded, expected) => {
  expect(machine({ installMedia }, {}, recorded).installMedia).toBe(expected);
});

test('specs stand in the order of the configuration, and a host without one leaves the others theirs', () => {
  const hosts = ['10.0.0.9', '10.0.0.10', '10.0.0.11'].map((address) => ({ ...wanted, address }));
  const known = fleet({ '10.0.0.11': facts, '10.0.0.9': facts });
  const { specs, problems } = specifyHosts({ file: 'f.xml', hosts }, known);
  expect(specs.map(({ stackId }) => stackId)).toEqual(['host-10-0-0-9', 'host-10-0-0-11']);
  expect(problems).toHaveLength(1);
});

test('the same two inputs give the same specs', () => {
  expect(JSON.stringify(planned())).toBe(JSON.stringify(planned()));
});
