import { HostLook } from '../../../fleet/look/host-look';
import { KnownHost } from '../../../fleet/look/known-host';
import { MachineObjects, leftoverParameters } from '../../../fleet/look/leftovers';
import { Known, Purpose, lookVerdict } from '../../../fleet/look/look-verdict';
import { SeenMachine } from '../../../lib/host-scripts/look-output';
import { ALL_HOLDS } from '../support/all-holds';

const [A, B] = [1, 2].map((n) => `3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a0${n}`) as [string, string];
const [OURS, THEIRS] = ['a', 'b'].map((c) => c.repeat(8));
const DISK = '/dev/disk/by-id/wwn-0xa';

const HOST: KnownHost = {
  stateFile: 'state/host.tfstate',
  hasState: true,
  prepared: {
    parameters: { QK_POOL_NAME: 'default', QK_POOL_PATH: '/images', QK_DATA_DISKS: DISK },
    check: 'null_resource.check',
    installation: 'null_resource.installation',
    packages: 'null_resource.packages',
  },
  machines: new Set([A]),
  holdsAny: true,
  volumes: ['default/vm054.qcow2'],
  networks: ['quantum-br0'],
};
const NOTHING: KnownHost = {
  ...{ stateFile: 'state/host.tfstate', hasState: false, machines: new Set() },
  ...{ holdsAny: false, volumes: [], networks: [] },
};

const verdict = (
  seen: Partial<HostLook>,
  host = HOST,
  purpose: Purpose = {},
  known: Partial<Known> = {},
) =>
  lookVerdict(
    { kind: 'seen', look: { ...ALL_HOLDS, ...seen } },
    {
      ...{ host, address: '10.0.0.1', login: 'root', machineName: 'vm054', adopted: false },
      ...{ deploymentId: OURS, holders: { of: () => undefined } },
      ...known,
    },
    purpose,
  );

const vm = (machine: Partial<SeenMachine>): SeenMachine => ({
  ...{ uuid: B, name: 'vm054', tagged: true },
  ...machine,
});

test('a host on which all holds is planned as it is', () => {
  expect(verdict({ machines: [vm({ uuid: A })] })).toEqual({});
});

test.each<[Partial<HostLook>, boolean]>([
  [{ loggedInByKey: false }, true],
  [{ libvirt: 'absent' }, true],
  [{ pool: 'undefined' }, true],
  [{ pool: 'manual' }, false],
  [{ hook: 'changed' }, false],
  [{ missingPackages: ['qemu-utils'] }, false],
])('what is gone is planned alone where nothing else can be read: %j', (seen, alone) => {
  expect(verdict(seen).again).toMatchObject({ alone, gone: [expect.any(String)] });
});

test('a host with nothing in libvirt can be planned whatever is gone', () => {
  const bare = { ...NOTHING, hasState: true, prepared: HOST.prepared };
  expect(verdict({ loggedInByKey: false, pool: 'undefined' }, bare).again).toMatchObject({
    alone: false,
  });
});

test('copied packages are copied again where one is missing, and disks given again after a check alone', () => {
  expect(verdict({ missingPackages: ['a'] }).again?.replace).toEqual([
    'null_resource.packages',
    'null_resource.installation',
  ]);
  expect(verdict({ given: 'gone' }).again?.replace).toEqual([
    'null_resource.check',
    'null_resource.installation',
  ]);
});

describe('a VM that the state does not hold', () => {
  test.each<[string, Partial<SeenMachine>, Partial<Known>]>([
    ['of the name', {}, {}],
    ['of the name, made when no deployment had an identity', {}, { deploymentId: undefined }],
    ['of another name and this deployment', { name: 'old054', deployment: OURS }, {}],
    ['of the name, with a tag of another deployment', { deployment: THEIRS }, {}],
    ['that was adopted and has no tag', { tagged: false }, { adopted: true }],
  ])('%s is told', (_, machine, known) => {
    const { cause } = verdict({ machines: [vm(machine)] }, NOTHING, {}, known);
    expect(cause).toContain(`${machine.name ?? 'vm054'} (UUID ${B})`);
  });

  test.each<[string, Partial<SeenMachine>]>([
    ['of the name without our tag', { tagged: false }],
    ['of another name without a deployment', { name: 'other' }],
    ['of another name and deployment', { name: 'other', deployment: THEIRS }],
  ])('%s is somebody else’s', (_, machine) => {
    expect(verdict({ machines: [vm(machine)] }, NOTHING)).toEqual({});
  });

  test('beside the one that it holds is told too', () => {
    const machines = [vm({ uuid: A }), vm({ name: 'old054', deployment: OURS })];
    const { cause } = verdict({ machines }, HOST, { destroy: true });
    expect(cause).toContain('old054');
    expect(cause).not.toContain('vm054 (');
  });
});

test('of a host whose libvirt does not run it is not known what there is to destroy', () => {
  expect(verdict({ libvirt: 'silent' }, NOTHING, { destroy: true }).cause).toContain(
    'not looked at: libvirt on the host does not run',
  );
  expect(verdict({ libvirt: 'absent' }, NOTHING, { destroy: true }).cause).toBeUndefined();
  expect(verdict({ libvirt: 'silent' }, NOTHING).cause).toBeUndefined();
});

describe('what a deployment that was ended has left', () => {
  const OBJECTS: MachineObjects = {
    ...{ poolName: 'default', poolPath: '/images', systemDisk: 'vm054.qcow2' },
    ...{ copies: ['vm054-install.iso'], networks: ['quantum-br0'] },
  };
  const known = { objects: OBJECTS };
  const BEGUN = { ...HOST, machines: new Set<string>() };
  const MIB = 1024 * 1024;
  const empty = { name: 'vm054.qcow2', bytes: MIB / 4 };
  const written = { name: 'vm054.qcow2', bytes: 9 * MIB };

  test('a VM without a record is completed by a deployment, and removed', () => {
    const machines = [vm({ deployment: OURS })];
    expect(verdict({ machines }, BEGUN, {}, known)).toEqual({ unrecorded: B });
    expect(verdict({ machines }, BEGUN, { destroy: true }, known)).toEqual({ unrecorded: B });
  });

  test.each<[string, Partial<SeenMachine>, KnownHost, Purpose, Partial<Known>]>([
    ['of another deployment', { deployment: THEIRS }, BEGUN, {}, known],
    ['beside the one that the state holds', {}, HOST, {}, known],
    ['of a state that holds no disk', {}, NOTHING, {}, known],
    ['where a part alone is removed', {}, BEGUN, { destroy: true, targets: ['a'] }, known],
    ['where the host is to have none', {}, BEGUN, { destroy: true }, {}],
  ])('a VM %s is not', (_, machine, host, purpose, more) => {
    expect(verdict({ machines: [vm(machine)] }, host, purpose, more).cause).toContain(B);
  });

  test('volumes and networks without a record are removed with the rest, and completed by a deployment', () => {
    const seen = { volumes: [empty], networks: [{ name: 'quantum-br0' }] };
    expect(verdict(seen, NOTHING, { destroy: true }, known)).toEqual({
      leftovers: { volumes: ['vm054.qcow2'], networks: ['quantum-br0'] },
    });
    expect(verdict(seen, NOTHING, {}, known)).toEqual({});
    expect(verdict(seen, NOTHING, { destroy: true, targets: ['a'] }, known)).toEqual({});
  });

  test.each<[string, string | undefined, string | undefined, readonly string[]]>([
    ['of ours', OURS, OURS, ['quantum-br0']],
    ['of an earlier version', undefined, OURS, ['quantum-br0']],
    ['where the deployment has no identity', THEIRS, undefined, ['quantum-br0']],
    ['of another deployment', THEIRS, OURS, []],
  ])('of networks, one %s', (_, deployment, deploymentId, networks) => {
    const seen = { volumes: [empty], networks: [{ name: 'quantum-br0', deployment }] };
    const more = { ...known, deploymentId };
    expect(verdict(seen, NOTHING, { destroy: true }, more).leftovers?.networks).toEqual(networks);
  });

  test('a disk that holds data is no new one, and nobody removes it', () => {
    const seen = { volumes: [written] };
    expect(verdict(seen, NOTHING, {}, known).cause).toMatch(
      /^the pool default of the host has a volume vm054.qcow2, which holds data \(its file has 9 MiB\).*"mv \/images\/vm054.qcow2 /,
    );
    const { remark, ...rest } = verdict(seen, NOTHING, { destroy: true }, known);
    expect(remark).toContain('default/vm054.qcow2, which holds data');
    expect(rest).toEqual({});
    expect(verdict(seen, NOTHING, { ignoresStrays: true }, known)).toEqual({});
  });

  test('it is asked for by what the state does not hold', () => {
    expect(leftoverParameters(OBJECTS, NOTHING)).toEqual({
      QK_LOOK_POOL: 'default',
      QK_LOOK_VOLUMES: 'vm054.qcow2 vm054-install.iso',
      QK_LOOK_NETWORKS: 'quantum-br0',
    });
    expect(leftoverParameters(OBJECTS, HOST)).toEqual({
      ...{ QK_LOOK_POOL: 'default', QK_LOOK_VOLUMES: 'vm054-install.iso', QK_LOOK_NETWORKS: '' },
    });
  });
});

describe('a VM that the state of another host holds', () => {
  const holders = { of: (uuid: string) => (uuid === B ? '10.0.0.2' : undefined) };
  const machines = [vm({ name: 'vm055', deployment: OURS })];

  test.each<[string, Purpose]>([
    ['plan', {}],
    ['prepare', { ignoresStrays: true }],
    ['destroy', { destroy: true }],
  ])('keeps everything from the host at %s', (_, purpose) => {
    const { cause, again } = verdict({ machines, given: 'gone' }, HOST, purpose, { holders });
    expect(cause).toContain(`a host that has the VM vm055 (UUID ${B}) of 10.0.0.2; nothing was`);
    expect(again).toBeUndefined();
  });

  test.each<[string, Partial<Known>, SeenMachine]>([
    ['its own', { holders, address: '10.0.0.2' }, vm({ deployment: OURS })],
    ['of another deployment', { holders }, vm({ name: 'vm055', deployment: THEIRS })],
    ['without our tag', { holders }, vm({ name: 'vm055', tagged: false })],
  ])('is none when it is %s', (_, known, machine) => {
    const host = { ...HOST, machines: new Set([A, B]) };
    expect(verdict({ machines: [machine] }, host, {}, known)).toEqual({});
  });
});
