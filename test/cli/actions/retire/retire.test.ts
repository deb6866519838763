import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { lookLines } from '../../../fleet/support/all-holds';
import { ADDRESSES, FleetProject, resource } from '../../fleet-project';
import { withOperator } from '../../operator';
import { quantumKvm } from '../../terminal';

const [KEPT, GONE] = ADDRESSES;
const HELD = [
  resource('libvirt_domain', { name: 'vm022' }),
  resource('libvirt_volume', { name: 'vm022.qcow2', pool: 'default' }),
  resource('libvirt_network', { name: 'quantum-br0' }),
  resource('null_resource', { id: '1' }),
];

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
  project.configure([KEPT]);
});
afterEach(() => project.remove());

const state = () => readFileSync(project.stateFile(GONE), 'utf8');
const archive = () => join(project.folder, 'state', 'archive');
const archived = () => (existsSync(archive()) ? readdirSync(archive()) : []);

describe('a host', () => {
  test('of which nothing is known has nothing to take down', async () => {
    expect(await quantumKvm('retire', GONE)).toEqual({
      exitCode: 0,
      stdout: `${GONE} has nothing that is known here\n`,
      stderr: '',
    });
  });

  test('that has a VM of this deployment all the same is not said to have nothing', async () => {
    const uuid = '3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01';
    project.looksLike(
      GONE,
      lookLines(['libvirt', 'held'], ['machine', uuid, 'vm022', 'tagged', uuid, '']),
    );
    const { exitCode, stdout, stderr } = await quantumKvm('retire', GONE, '--yes');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `${GONE}: the host has the VM vm022 (UUID ${uuid}) of this deployment, and the state `,
    );
  });

  test.each([
    ['does not answer', async () => project.shutDown(GONE)],
    ['does not tell', async () => project.looksLike(GONE, lookLines(['libvirt', 'silent']))],
  ])('that %s is not said to have nothing, until it is forgotten', async (_, make) => {
    await make();
    const { exitCode, stderr } = await quantumKvm('retire', GONE, '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('whether it has VMs of this deployment is not known');
    expect((await quantumKvm('retire', GONE, '--yes', '--forget')).exitCode).toBe(0);
  });

  test('that holds nothing any more has its empty state put away, without a question', async () => {
    project.holds(GONE, []);
    const { exitCode, stdout } = await quantumKvm('retire', GONE);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^127\.0\.12\.2 has nothing that is known here; its state is kept as state\/archive\/\d{8}T\d+Z-host-127-0-12-2\.tfstate\n$/,
    );
    expect(archived()).toHaveLength(1);
  });

  test('in the range is refused, with the ways there are', async () => {
    project.holds(KEPT, HELD);
    const { exitCode, stderr } = await quantumKvm('retire', KEPT, '--yes', '--forget');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${KEPT} is in kvm.host.range; allowed is a host outside of it.`);
    expect(stderr).toContain(`quantum-kvm destroy --hosts ${KEPT}`);
    expect(archived()).toEqual([]);
  });

  test('with a state that cannot be read is called that, and the state stays', async () => {
    mkdirSync(dirname(project.stateFile(GONE)));
    writeFileSync(project.stateFile(GONE), '{');
    const { exitCode, stderr } = await quantumKvm('retire', GONE, '--yes', '--forget');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/host-127-0-12-2\.tfstate: the state is cut off: .*; restore it/);
    expect(state()).toBe('{');
  });

  test.each(['preparation', 'machine'])(
    'with registry providers, by the state of its %s, is refused with the way there is',
    async (stack) => {
      const file = project.stateFile(GONE).replace('.tfstate', `-${stack}.tfstate`);
      project.holds(GONE, HELD);
      renameSync(project.stateFile(GONE), file);
      for (const options of [[], ['--forget', '--yes']]) {
        const { exitCode, stderr } = await quantumKvm('retire', GONE, ...options);
        expect(exitCode).toBe(2);
        expect(stderr).toContain(`${GONE} holds what was made with registry providers, by `);
        expect(stderr).toContain(`npx cdktf destroy 'host-127-0-12-2-*'`);
      }
      expect(existsSync(file)).toBe(true);
    },
  );

  test('is one address', async () => {
    const { exitCode, stderr } = await quantumKvm('retire', `${KEPT}:${GONE}`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Allowed is the IPv4 address of one host, not a name.');
  });
});

describe('a machine that is gone', () => {
  beforeEach(() => project.holds(GONE, HELD));

  test('is forgotten without being asked: its state is put away, and what it held is told', async () => {
    const before = state();
    await project.shutDown(GONE);
    const { exitCode, stdout, stderr } = await quantumKvm('retire', GONE, '--yes', '--forget');
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      `May still be on ${GONE}: VM vm022, volume default/vm022.qcow2, network quantum-br0\n`,
    );
    expect(stdout).toMatch(/^127\.0\.12\.2 is forgotten; its state is kept as state\/archive\//);
    expect(existsSync(project.stateFile(GONE))).toBe(false);
    expect(readFileSync(join(archive(), archived()[0]!), 'utf8')).toBe(before);
    expect(project.terraform.calls()).toEqual([]);
  });

  test('is forgotten after a yes', async () => {
    const { exitCode, stderr } = await withOperator('yes\n', () =>
      quantumKvm('retire', GONE, '--forget'),
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`forget ${GONE}, its state, and what may still be on it? yes/no: `);
    expect(archived()).toHaveLength(1);
  });

  test('is not forgotten after anything else', async () => {
    const before = state();
    const { exitCode, stdout, stderr } = await withOperator('y\nno\n', () =>
      quantumKvm('retire', GONE, '--forget'),
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('nothing was changed');
    expect(state()).toBe(before);
  });

  test('is not forgotten where nobody can be asked', async () => {
    const { exitCode, stderr } = await quantumKvm('retire', GONE, '--forget');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no terminal to ask on; say --yes');
    expect(archived()).toEqual([]);
  });

  test('is a document for a program', async () => {
    const { stdout, stderr } = await quantumKvm('retire', GONE, '--yes', '--forget', '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      type: 'retire',
      version: 1,
      address: GONE,
      hosts: [],
      leftBehind: ['VM vm022', 'volume default/vm022.qcow2', 'network quantum-br0'],
      archived: expect.stringMatching(/^state\/archive\//),
    });
  });

  test('whose host key is not known is not asked for anything', async () => {
    project.check([KEPT]);
    const { exitCode, stderr } = await quantumKvm('retire', GONE, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`hosts.lock.json has no facts of ${GONE}`);
    expect(stderr).toContain('--forget');
    expect(project.terraform.calls()).toEqual([]);
  });
});
