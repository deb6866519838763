import { HOSTS, libvirtObjects, machine, qemuPid, stack, state, volumes } from './support/hosts';
import { done, onHost, Project } from './support/project';

jest.setTimeout(300_000);

const FOREIGN =
  '<domain type="qemu"><name>foreign</name><memory unit="MiB">64</memory><os><type>hvm</type></os></domain>';
let project: Project;
let packages: string;
let before: string[];

beforeAll(() => {
  project = new Project();
  done(project.quantumKvm('check'));
  done(project.deploy());
  done(project.destroy());
  onHost(
    1,
    'sh',
    '-c',
    `echo '${FOREIGN}' >foreign.xml && virsh define foreign.xml && virsh vol-create-as default foreign.raw 1M`,
  );
  packages = onHost(1, 'dpkg-query', '-W');
  before = libvirtObjects(1);
});
afterAll(() => {
  onHost(
    1,
    'sh',
    '-c',
    'virsh undefine foreign; virsh vol-delete foreign.raw default; rm foreign.xml',
  );
  project.remove();
});

test('with no environment variable set: plan, deploy, nothing to do, destroy', () => {
  const plan = project.cdktf('plan', stack(1));
  done(plan);
  expect(plan.output).toMatch(/# libvirt_domain\.\S+ .*will be created/);

  done(project.cdktfDeploy());
  const pids = HOSTS.map(qemuPid);
  expect(HOSTS.map(state)).toEqual(['running', 'running', 'running']);
  expect(volumes(1)).toEqual(
    expect.arrayContaining([`${machine(1)}.qcow2`, `${machine(1)}-install.iso`]),
  );

  const second = project.cdktfDeploy();
  done(second);
  expect(second.output.match(/No changes\. Your infrastructure matches/g)).toHaveLength(
    HOSTS.length,
  );
  expect(HOSTS.map(qemuPid)).toEqual(pids);

  done(project.cdktfDestroy());
});

test('after destroy nothing of ours is on a host; packages, pools and foreign VMs are untouched', () => {
  expect(libvirtObjects(1)).toEqual(before);
  expect(before).toEqual(
    expect.arrayContaining(['domain foreign', 'pool default', 'volume foreign.raw']),
  );
  expect(onHost(1, 'dpkg-query', '-W')).toBe(packages);
});
