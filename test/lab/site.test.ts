import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stackId } from '../../lib/machine/stack-id';
import { machine } from './support/hosts';
import { ADDRESSES, Project, done, onHost } from './support/project';

jest.setTimeout(600_000);

const DONE = 0;
const REFUSED = 2;
const DIFFERENCES = 3;
const ROOT = resolve(__dirname, '..', '..');
const HOST = 1;
const STACK = stackId(ADDRESSES[0]!);

const SETTINGS = {
  'kvm.host.range': ADDRESSES[0]!,
  'kvm.install.media': execFileSync(join(ROOT, 'lab', 'guest', 'build'), {
    encoding: 'utf8',
  }).trim(),
  'kvm.shutdown.timeout.seconds': '60',
};

const VOLUME = `
  const volume = new Volume(stack, 'Data', {
    name: stack.spec.machine.name + '-data.qcow2',
    pool: stack.spec.storage.poolName,
    capacity: 1,
    capacityUnit: 'GiB',
    target: { format: { type: 'qcow2' } },
    dependsOn: stack.prepared,
  });
  stack.machine.addDisk({ volume, serial: 'data' });`;

const NETWORK = `
  new Network(stack, 'Further', {
    name: 'further',
    forward: { mode: 'bridge' },
    bridge: { name: stack.spec.machine.nics[0].bridge },
    autostart: true,
    dependsOn: stack.prepared,
  });`;

let project: Project;

beforeAll(() => {
  project = new Project(SETTINGS);
  adds('');
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  // A guest that was just started does not react to the power button yet.
  onHost(HOST, 'virsh', 'destroy', machine(HOST));
  done(project.destroy());
  project.remove();
});

/** The main.js of the site adds this to the stack of each host. */
function adds(body: string): void {
  const kit = JSON.stringify(join(ROOT, 'dist', 'lib', 'index.js'));
  writeFileSync(
    join(project.folder, 'main.js'),
    `const { Network, Volume, synthesizeSite } = require(${kit});\nsynthesizeSite((stack) => {${body}\n});\n`,
  );
  const cdktf = { language: 'typescript', app: 'node main.js', projectId: 'lab' };
  writeFileSync(join(project.folder, 'cdktf.json'), JSON.stringify(cdktf));
}

const disks = () =>
  onHost(HOST, 'virsh', 'domblklist', machine(HOST))
    .split('\n')
    .flatMap((line) => /^\s*(vd\w+)/.exec(line)?.[1] ?? []);

const volumes = () => onHost(HOST, 'virsh', 'vol-list', 'default');

test('a site that adds nothing has nothing to change', () => {
  expect(project.quantumKvm('plan')).toMatchObject({ status: DONE });
});

test('a volume of its own is planned as one, and the running guest gets it', () => {
  adds(VOLUME);
  const planned = project.quantumKvm('plan');
  expect(planned.status).toBe(DIFFERENCES);
  expect(planned.output).toMatch(/new volume of 1 GiB \(\S+-data\.qcow2\)/);
  expect(planned.output).toMatch(/disk vdaa added .*online/);
  expect(planned.output).not.toMatch(/restart|data loss|given up/);
  const before = onHost(HOST, 'virsh', 'domid', machine(HOST));
  done(project.deploy());
  expect(disks()).toEqual(['vda', 'vdaa']);
  expect(onHost(HOST, 'virsh', 'domid', machine(HOST))).toBe(before);
});

test('afterwards nobody plans a change, and status finds no difference', () => {
  expect(project.quantumKvm('plan')).toMatchObject({ status: DONE });
  expect(done(project.cdktf('diff', STACK)).output).toContain('No changes');
  expect(project.changes(STACK)).toEqual([]);
  expect(project.quantumKvm('status')).toMatchObject({ status: DONE });
});

test('after a deployment by cdktf the runner plans no change', () => {
  adds(`${VOLUME}${NETWORK}`);
  done(project.cdktfDeploy());
  expect(onHost(HOST, 'virsh', 'net-list', '--all')).toContain('further');
  expect(project.quantumKvm('plan')).toMatchObject({ status: DONE });
});

test('what is taken out again goes, with the loss of its data allowed by name', () => {
  adds('');
  const planned = project.quantumKvm('plan');
  expect(planned.status).toBe(DIFFERENCES);
  expect(planned.output).toMatch(/volume removed, with everything on it .*data loss/);
  expect(planned.output).toMatch(/disk vdaa taken from the VM/);
  expect(planned.output).toContain('network further removed');
  expect(project.deploy()).toMatchObject({ status: REFUSED });
  expect(volumes()).toContain('-data.qcow2');
  done(project.deploy('--allow', 'restart,data-loss'));
  expect(disks()).toEqual(['vda']);
  expect(volumes()).not.toContain('-data.qcow2');
  expect(project.quantumKvm('plan')).toMatchObject({ status: DONE });
});
