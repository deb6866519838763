import { machine, stack } from './hosts';
import { ADDRESSES, done, onHost, Project } from './project';

jest.setTimeout(300_000);

const VM = machine(1);
let project: Project;

beforeAll(() => {
  project = new Project({ 'kvm.host.range': ADDRESSES[0]!, 'kvm.install.media': 'none' });
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  done(project.destroy());
  project.remove();
});

const domain = (action: string) => [{ type: 'libvirt_domain', actions: [action] }];

test('an untouched host has nothing to change', () => {
  expect(project.changes(stack(1))).toEqual([]);
});

test.each([
  ['the VM is powered off', `virsh destroy ${VM}`, domain('update')],
  [
    'the quota is changed on the running VM',
    `virsh schedinfo ${VM} --live --set vcpu_quota=20000`,
    domain('update'),
  ],
  [
    'the quota is changed in the definition',
    `virsh schedinfo ${VM} --config --set vcpu_quota=20000`,
    domain('update'),
  ],
  ['autostart is off', `virsh autostart --disable ${VM}`, domain('update')],
  [
    'a network is undefined',
    'virsh net-destroy quantum-br1; virsh net-undefine quantum-br1',
    [{ type: 'libvirt_network', actions: ['create'] }],
  ],
  ['the VM is undefined', `virsh destroy ${VM}; virsh undefine ${VM}`, domain('create')],
])('the next plan shows it and the next deployment mends it: %s', (_, command, expected) => {
  onHost(1, 'sh', '-c', command);
  expect(project.changes(stack(1))).toEqual(expected);
  done(project.deploy());
  expect(project.changes(stack(1))).toEqual([]);
});
