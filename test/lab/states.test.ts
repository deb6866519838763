import { machine, qemuPid, state } from './support/hosts';
import { ADDRESSES, Project, done, onHost } from './support/project';

jest.setTimeout(600_000);

const HOST = 1;
const FAILED = 1;
const VM = machine(HOST);
const DISK = `/var/lib/libvirt/images/${VM}.qcow2`;

let project: Project;

beforeAll(() => {
  project = new Project({ 'kvm.host.range': ADDRESSES[0]!, 'kvm.system.size.gb': '1' });
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  done(project.destroy());
  project.remove();
});

const shell = (script: string) => onHost(HOST, 'sh', '-ec', script);
const checksum = () => shell(`sha256sum <${DISK}`);
const plan = () => project.quantumKvm('plan').output;

/** The commands that a refusal names for the host. */
function cureIn(output: string): string {
  const { 1: cure = '' } = /On the host: (.*?); then repeat/.exec(output) ?? [];
  expect(cure).toContain('virsh blockcommit');
  return cure;
}

test.each([
  ['runs', 'virsh snapshot-create-as "$0" one --disk-only'],
  ['is off', 'virsh snapshot-create-as "$0" one --disk-only; virsh destroy "$0"'],
])('an overlay of a VM that %s is refused, and its commit named', (_, byHand) => {
  onHost(HOST, 'sh', '-ec', byHand, VM);
  const before = [checksum(), state(HOST)];
  const { status, output } = project.quantumKvm('plan');
  expect(status).toBe(FAILED);
  expect(output).toContain(`an overlay over ${VM}.qcow2`);
  for (const command of ['deploy', 'destroy'])
    expect(project.quantumKvm(command, '--yes').status).toBe(FAILED);
  expect([checksum(), state(HOST)]).toEqual(before);
  shell(cureIn(output));
  done(project.deploy());
  expect(project.quantumKvm('plan').status).toBe(0);
  shell(`rm -f /var/lib/libvirt/images/${VM}.one`);
});

test('a guest without a definition gets one again and goes on', () => {
  const pid = qemuPid(HOST);
  onHost(HOST, 'virsh', 'undefine', VM);
  expect(project.quantumKvm('status').output).toContain('the VM has no definition');
  done(project.deploy());
  expect(onHost(HOST, 'virsh', 'dominfo', VM)).toMatch(/Persistent: +yes/);
  expect(qemuPid(HOST)).toBe(pid);
  expect(project.quantumKvm('plan').status).toBe(0);
});

test('a guest that a user paused is resumed, and a saved one', () => {
  const pid = qemuPid(HOST);
  onHost(HOST, 'virsh', 'suspend', VM);
  expect(project.quantumKvm('status').output).toContain('the VM is paused: by a user');
  expect(plan()).toContain('VM is started or resumed');
  done(project.deploy());
  expect([state(HOST), qemuPid(HOST)]).toEqual(['running', pid]);
  onHost(HOST, 'virsh', 'managedsave', VM);
  expect(project.quantumKvm('status').output).toContain('the VM is off: its memory is saved');
  done(project.deploy());
  expect(state(HOST)).toBe('running');
});
