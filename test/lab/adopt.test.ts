import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine, mac, qemuPid, stack } from './support/hosts';
import { ADDRESSES, Project, done, onHost } from './support/project';

jest.setTimeout(300_000);

const VM = machine(3);
const ADDRESS = ADDRESSES[2]!;
const FOREIGN_MAC = '52:54:00:12:34:56';
const REFUSED = 2;
const IMAGES = '/var/lib/libvirt/images';

let project: Project;

/** A VM as the vendor's scripts make it. */
const INSTALLATION = [
  `virsh pool-info default || virsh pool-define-as default dir --target ${IMAGES}`,
  'virsh pool-start default; virsh pool-autostart default',
  `virt-install --name ${VM} --virt-type qemu --memory 1024 --vcpus 1 --osinfo linux2020 --import`,
].join('\n');
const DEVICES = `--disk path=${IMAGES}/${VM}.qcow2,size=4 --network bridge=br0,mac=${FOREIGN_MAC} --graphics vnc,listen=0.0.0.0 --noautoconsole`;

beforeAll(() => {
  project = new Project({ 'kvm.host.range': ADDRESS });
  done(project.quantumKvm('check'));
  onHost(
    3,
    'sh',
    '-c',
    `virsh version || { virtlogd -d; libvirtd -d; }\n${INSTALLATION} ${DEVICES}`,
  );
});
afterAll(() => {
  done(project.quantumKvm('destroy', '--yes'));
  project.remove();
});

const definition = () => onHost(3, 'virsh', 'dumpxml', '--inactive', VM);
const facts = () => readFileSync(join(project.folder, 'hosts.lock.json'), 'utf8');

test('a VM that would have to restart is not adopted: what would restart is listed, and nothing is changed', () => {
  project.configure({ 'kvm.host.range': ADDRESS, 'kvm.memory.size.gb': '2' });
  const before = [definition(), facts()];
  const run = project.quantumKvm('adopt', '--yes');
  expect(run.status).toBe(REFUSED);
  expect(run.output).toContain(`this means restart: memory 1 → 2 GiB (${ADDRESS});`);
  expect([definition(), facts()]).toEqual(before);
  expect(existsSync(join(project.folder, 'state', `${stack(3)}.tfstate`))).toBe(false);
});

test('a VM that virt-install made is adopted while it runs, and the next plan is empty', () => {
  project.configure({ 'kvm.host.range': ADDRESS });
  expect(project.quantumKvm('check').output).toContain('run "quantum-kvm adopt"');
  const pid = qemuPid(3);
  const run = done(project.quantumKvm('adopt', '--yes'));
  expect(run.output).toMatch(/CPU model custom → maximum, at the guest's next start .* none/);
  expect(qemuPid(3)).toBe(pid);
  expect(JSON.parse(facts()).hosts[ADDRESS].adopted).toEqual({ macs: { br0: FOREIGN_MAC } });
  done(project.quantumKvm('plan'));
  expect(project.quantumKvm('status').output).toContain('VNC port 5900 instead of');
  expect(done(project.quantumKvm('check')).output).toContain('hosts.lock.json is unchanged');
  expect(done(project.quantumKvm('adopt', '--yes')).output).toContain(`${VM} is managed from here`);
  expect(qemuPid(3)).toBe(pid);
});

test('with its next start the guest is as configured, and keeps the address by which it knows its network', () => {
  onHost(3, 'virsh', 'destroy', VM);
  onHost(3, 'virsh', 'start', VM);
  done(project.quantumKvm('plan'));
  const live = onHost(3, 'virsh', 'dumpxml', VM);
  expect(live).toContain("<cpu mode='maximum'");
  expect(live).toContain(FOREIGN_MAC);
  expect(live).toContain(mac(3, 1));
});
