import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS, machine, qemuPid, stack, state, volumes } from './support/hosts';
import { ADDRESSES, Project, done, onHost } from './support/project';

jest.setTimeout(300_000);

const DIFFERENCES = 3;
const FAILED = 1;
const [KEYLESS, POOLLESS, STATELESS] = HOSTS;
const USER = 'keeper';
const PASSWORD = 'Oper "ator" & 1';

let project: Project;
beforeAll(() => {
  project = new Project({});
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  onHost(KEYLESS, 'sh', '-c', `rm -f /etc/sudoers.d/${USER}; userdel -r ${USER} 2>/dev/null; true`);
  project.remove();
});

const sh = (host: number, script: string): string => onHost(host, 'sh', '-ec', script);
const address = (host: number): string => ADDRESSES[host - 1]!;
const disk = (host: number): string =>
  sh(host, `sha256sum /var/lib/libvirt/images/${machine(host)}.qcow2`);

test('a key and a pool that are gone are rows of the plan, and deploy puts them right under the running guests', () => {
  const guests = [KEYLESS, POOLLESS].map((host) => [qemuPid(host), disk(host)]);
  sh(KEYLESS, ': >.ssh/authorized_keys');
  sh(POOLLESS, 'virsh -q pool-destroy default; virsh -q pool-undefine default');

  const plan = project.quantumKvm('plan');
  expect(plan.status).toBe(DIFFERENCES);
  expect(plan.output).toMatch(
    new RegExp(`${address(KEYLESS)} .* prepare the host again: the key of root is not authorized`),
  );
  expect(plan.output).toMatch(
    new RegExp(`${address(POOLLESS)} .* prepare the host again: pool default is gone`),
  );
  expect(plan.output).not.toContain('new system disk');

  const destroyed = project.quantumKvm('destroy', '--yes', '--hosts', address(POOLLESS));
  expect(destroyed.status).toBe(FAILED);
  expect(destroyed.output).toContain('pool default is gone');
  expect(state(POOLLESS)).toBe('running');

  done(project.deploy());
  expect([KEYLESS, POOLLESS].map((host) => [qemuPid(host), disk(host)])).toEqual(guests);
  expect(project.quantumKvm('plan').status).toBe(0);
});

test('prepare is never without changes where something that it made is gone', () => {
  sh(POOLLESS, 'virsh -q pool-destroy default');
  sh(STATELESS, 'rm /etc/quantum-kvm/given');
  const prepared = done(project.quantumKvm('prepare', '--yes'));
  expect(prepared.output).toContain('prepare the host again: pool default is not running');
  expect(prepared.output).toContain('the record of the VM and its disks is gone');
  expect(sh(STATELESS, 'cat /etc/quantum-kvm/given')).toContain(machine(STATELESS));
  expect(project.quantumKvm('plan').status).toBe(0);
});

test('a host without its state has no "no changes": its VM is named', () => {
  const file = join(project.folder, 'state', `${stack(STATELESS)}.tfstate`);
  renameSync(file, `${file}.away`);
  for (const command of [['destroy', '--yes'], ['deploy', '--yes'], ['plan']]) {
    const run = project.quantumKvm(...command, '--hosts', address(STATELESS));
    expect(run.status).toBe(FAILED);
    expect(run.output).toContain(`the host has the VM ${machine(STATELESS)} (UUID `);
  }
  expect(state(STATELESS)).toBe('running');
  renameSync(`${file}.away`, file);
  expect(project.quantumKvm('plan').status).toBe(0);
});

test('a VM that came into no state is taken over as it runs', () => {
  const guest = [qemuPid(STATELESS), disk(STATELESS)];
  const file = join(project.folder, 'state', `${stack(STATELESS)}.tfstate`);
  const { resources, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  const recorded = resources.filter(({ type }: { type: string }) => type !== 'libvirt_domain');
  writeFileSync(file, JSON.stringify({ ...rest, resources: recorded }), { mode: 0o600 });
  const plan = project.quantumKvm('plan', '--hosts', address(STATELESS));
  expect(plan.output).toMatch(/VM taken over, which a deployment that was ended has made .* none/);
  expect(plan.output).not.toContain('new VM');
  done(project.deploy());
  expect([qemuPid(STATELESS), disk(STATELESS)]).toEqual(guest);
  expect(project.quantumKvm('plan').status).toBe(0);
});

test('another login gets the key, and works with it', () => {
  sh(
    KEYLESS,
    `useradd -m -s /bin/bash ${USER} && chmod 700 /home/${USER}
    printf '%s' '${USER}:${PASSWORD}' | chpasswd
    printf '%s\\n' '${USER} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/${USER} && chmod 440 /etc/sudoers.d/${USER}`,
  );
  project.configure({
    'kvm.host.range': address(KEYLESS),
    'login.name': USER,
    'login.password': PASSWORD,
  });
  const deployed = done(project.deploy());
  expect(deployed.output).toContain(`prepare the host again: the key of ${USER} is not authorized`);
  project.configure({
    'kvm.host.range': address(KEYLESS),
    'login.name': USER,
    'login.password': null,
  });
  expect(project.quantumKvm('plan').status).toBe(0);
  project.configure({});
});

test('destroy leaves nothing of ours', () => {
  done(project.destroy());
  const ours = (host: number) => volumes(host).filter((name) => name.startsWith(machine(host)));
  expect(HOSTS.flatMap(ours)).toEqual([]);
});
