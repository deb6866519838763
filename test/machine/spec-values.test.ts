import { misformedValues } from '../../lib/machine/spec-values';
import { HostSpec } from '../../lib/machine/host-spec';
import { hostSpec } from '../fixtures/host-spec';
import { planned } from './sample';

const EXPRESSION = '${file("/root/.ssh/id")}';

test('a spec of well-formed values has no problem', () => {
  expect(misformedValues(hostSpec())).toEqual([]);
});

const spec = hostSpec();
const DISK = { path: '/dev/disk/by-id/wwn-1', serial: 'wwn-1' };
const { machine, facts, storage, login } = spec;

test.each<[string, Partial<HostSpec>]>([
  ['address', { address: EXPRESSION }],
  ['login.name', { login: { ...login, name: '-oProxyCommand=id' } }],
  ['login.key.file', { login: { ...login, keyFile: 'a/../../id' } }],
  ['host key', { facts: { ...facts, hostKey: `ssh-ed25519 ${EXPRESSION}` } }],
  ['public key of the deployment', { publicKey: 'ssh-ed25519 AAAA\nssh-ed25519 BBBB' }],
  ['kvm.location.path', { storage: { ...storage, poolPath: "/x'; id; '" } }],
  ['kvm.packages.directory', { packagesDirectory: '-x' }],
  ['name of the VM', { machine: { ...machine, name: '$(id)' } }],
  ['kvm.vnc.listen', { machine: { ...machine, vnc: { listen: '0.0.0.0,x=y', port: 1 } } }],
  ['bridge', { machine: { ...machine, nics: [{ bridge: EXPRESSION, mac: '02:00:00:00:00:01' }] } }],
  ['MAC address', { machine: { ...machine, nics: [{ bridge: 'br0', mac: '%{ if true }' }] } }],
  [
    'data disk',
    {
      machine: {
        ...machine,
        dataDisks: [{ path: '/dev/disk/by-id/../../../etc/shadow', serial: 'x' }],
      },
    },
  ],
  [
    'install medium',
    { machine: { ...machine, installMedia: '/etc/shadow', installMediaBytes: 1 } },
  ],
  [
    'serial number of a disk',
    {
      machine: {
        ...machine,
        dataDisks: [{ ...DISK, identity: { serial: EXPRESSION, sizeBytes: 1 } }],
      },
    },
  ],
  [
    'WWN of a disk',
    { machine: { ...machine, dataDisks: [{ ...DISK, identity: { wwn: 'a b', sizeBytes: 1 } }] } },
  ],
])('%s of another form is refused where the host is specified', (what, change) => {
  expect(misformedValues({ ...spec, ...change })).toEqual([
    expect.objectContaining({
      severity: 'error',
      where: 'values',
      what: expect.stringContaining(`${what} is "`) as string,
    }),
  ]);
});

test('facts that came by another way than the lock file make no spec either', () => {
  const { specs, problems } = planned(
    { dataDisks: { kind: 'blank' } },
    {
      disks: [
        { path: `/dev/disk/by-id/wwn-${EXPRESSION}`, serial: 'S1', sizeBytes: 1, blank: true },
      ],
    },
  );
  expect(specs).toEqual([]);
  expect(problems).toMatchObject([{ host: '192.168.12.34', where: 'values' }]);
});
