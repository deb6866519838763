import { definition, HOSTS, mac, machine, schedule } from './support/hosts';
import { done, onHost, Project } from './support/project';

jest.setTimeout(300_000);

const BRIDGES = { 'kvm.bridge.index1.name': 'br1', 'kvm.bridge.index2.name': 'br2' };
let project: Project;

beforeAll(() => {
  project = new Project();
  done(project.quantumKvm('check'));
});
afterAll(() => {
  done(project.destroy());
  project.remove();
});

/** Threads of one physical CPU, as the host itself lists them. */
function threadsOfOneCpu(): number {
  const lines = onHost(1, 'lscpu', '-p=SOCKET').split('\n');
  return lines.filter((line) => line === '0').length;
}

describe.each([
  { percentage: 5, nics: 1 },
  { percentage: 40, nics: 2 },
  { percentage: 80, nics: 3 },
])('$percentage % of one physical CPU and $nics NICs', ({ percentage, nics }) => {
  beforeAll(() => {
    // Another number of NICs needs a restart, which these guests, without a medium, do not hear.
    done(project.destroy());
    const indexes = Object.entries(BRIDGES).map(([name, bridge], i) => [
      name,
      i < nics - 1 ? bridge : null,
    ]);
    project.configure({
      'kvm.install.media': 'none',
      'kvm.cpu.percentage': String(percentage),
      'kvm.network.number': String(nics - 1),
      ...Object.fromEntries(indexes),
    });
    done(project.deploy());
  });

  test('every VM gets its share and no more', () => {
    const budget = (threadsOfOneCpu() * percentage) / 100;
    for (const host of HOSTS) {
      const { vcpu_quota: quota, vcpu_period: period } = schedule(host);
      const { vcpu } = definition(host);
      const vcpus = Number(vcpu.current ?? vcpu['#text'] ?? vcpu);
      expect(period).toBe(100_000);
      expect(vcpus).toBe(Math.max(1, Math.ceil(budget)));
      expect((vcpus * quota!) / period!).toBeCloseTo(budget, 4);
    }
  });

  test('every VM stands on its bridges, with the MAC addresses of its host', () => {
    for (const host of HOSTS) {
      const found = definition(host).devices.interface.map(
        (nic: { mac: object; source: object }) => ({
          ...nic.mac,
          ...nic.source,
        }),
      );
      expect(found).toMatchObject(
        ['br0', 'br1', 'br2'].slice(0, nics).map((bridge, i) => ({
          address: mac(host, i),
          network: `quantum-${bridge}`,
          bridge,
        })),
      );
    }
  });

  test('nothing is left to change', () => {
    expect(project.quantumKvm('plan').status).toBe(0);
  });
});

test('a VM is what the configuration says', () => {
  const domain = definition(1);
  expect(domain).toMatchObject({
    name: machine(1),
    type: 'qemu',
    memory: { '#text': 1024 * 1024 },
  });
  expect(domain.devices.graphics[0]).toMatchObject({
    type: 'vnc',
    port: String(5900 + Number(machine(1).slice(2))),
    autoport: 'no',
  });
  expect(onHost(1, 'virsh', 'dominfo', machine(1))).toMatch(/Autostart:\s+enable/);
});
