import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfiguration } from '../../lib/config/parse-configuration';
import { readConfiguration } from '../../lib/config/read-configuration';

const file = join(__dirname, '../../examples/quantum_server_config.xml');

test('the example of the project reads without a problem', () => {
  const { problems } = parseConfiguration(readFileSync(file, 'utf8'), file);
  expect(problems).toEqual([]);
});

test('the example says what each of its hosts is to get', () => {
  const hosts = readConfiguration(file).configuration?.hosts ?? [];
  expect(hosts.map(({ address }) => address)).toEqual([
    '192.168.12.34',
    '192.168.12.35',
    '192.168.12.36',
    '192.168.12.40',
  ]);
  expect(hosts[0]).toMatchObject({
    login: { name: 'root', port: 22 },
    vmNamePrefix: 'vm',
    vmNumberInterval: 20,
    locationPath: '/var/lib/libvirt/images',
    systemSizeGib: 100,
    memorySizeGib: 128,
    cpuPercentage: 40,
    bridges: ['br0', 'br1', 'br2'],
    installMedia: { kind: 'auto' },
    vncListen: '127.0.0.1',
    vncPortBase: 5900,
    autostart: true,
    virtualizationType: 'kvm',
    dataDisks: { kind: 'none' },
    shutdownTimeoutSeconds: 300,
  });
});

test('the password of the example is the text that its entities stand for', () => {
  const login = readConfiguration(file).configuration?.hosts[0]?.login;
  expect(login?.password?.value.reveal()).toBe('Zetta&Stor "1"');
});

test('the example of a site reads without a problem', () => {
  const ofSite = join(__dirname, '../../examples/site/quantum_server_config.xml');
  expect(readConfiguration(ofSite).problems).toEqual([]);
});
