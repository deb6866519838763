import { parseConfiguration } from '../../lib/config/parse-configuration';
import { FleetFacts, HostFacts } from '../../lib/facts/host-facts';
import { withFleetFindings } from '../../lib/check/fleet-findings';
import { HostCheck } from '../../lib/check/host-check';
import { xml } from '../config/sample';
import { facts } from '../machine/sample';

const [A, B, C] = ['192.168.12.34', '192.168.12.35', '192.168.12.36'] as const;

function host(address: string, more: Partial<HostCheck> = {}): HostCheck {
  const machine = { id: `machine ${address}`, bootId: `boot ${address}` };
  const shownHostKey = `ssh-ed25519 ${address}`;
  return { address, login: 'root', records: [], changes: [], machine, shownHostKey, ...more };
}

/** What is found of the hosts, as "address id verdict message". */
function found(hosts: readonly HostCheck[], known?: FleetFacts): string[] {
  const { configuration } = parseConfiguration(xml({ 'kvm.bridge.base.name': 'br0' }), 'c.xml');
  return withFleetFindings(configuration!, known, hosts).flatMap(({ address, records }) =>
    records.map(({ id, verdict, message }) => `${address} ${id} ${verdict} ${message}`),
  );
}

const pinned = (keys: Record<string, string>): FleetFacts => ({
  version: 1,
  deployment: { publicKey: 'ssh-ed25519 AAAA' },
  hosts: Object.fromEntries(
    Object.entries(keys).map(([address, hostKey]): [string, HostFacts] => [
      address,
      { ...facts, hostKey },
    ]),
  ),
});

const withMtu = (address: string, mtu: number) =>
  host(address, { facts: { ...facts, bridges: [{ name: 'br0', mtu }] } });

test('hosts that differ in all that must differ have no findings', () => {
  expect(found([host(A), host(B), host(C)])).toEqual([]);
});

test('two addresses of one machine fail, both of them', () => {
  const machine = { id: 'm', bootId: 'b' };
  const told = found([host(A, { machine }), host(B), host(C, { machine })]);
  expect(told).toEqual([
    expect.stringContaining(`${A} host.identity fail this address and ${C} are the same machine`),
    expect.stringContaining(`${C} host.identity fail this address and ${A} are the same machine`),
  ]);
});

test('two addresses that show one key are the same machine, whatever is known of them', () => {
  const both = { machine: { id: 'm', bootId: 'b' }, shownHostKey: 'k' };
  const told = found([host(A, both), host(B, both)], pinned({ [A]: 'k', [B]: 'k' }));
  expect(told).toEqual([
    `${A} host.identity fail this address and ${B} are the same machine (machine-id m)`,
    `${B} host.identity fail this address and ${A} are the same machine (machine-id m)`,
  ]);
});

describe('a machine-id that another host has, with another key', () => {
  const claim = { machine: { id: 'm', bootId: 'b' } };
  const key = (address: string) => `ssh-ed25519 ${address}`;

  test('fails the newcomer; the host that hosts.lock.json knows is believed', () => {
    const told = found([host(A, claim), host(B, claim), host(C)], pinned({ [A]: key(A) }));
    expect(told).toEqual([
      expect.stringMatching(
        `^${B} host.identity fail this address and ${A} are the same machine by`,
      ),
    ]);
  });

  test('fails a host with another key than the known one', () => {
    const known = pinned({ [A]: key(A), [B]: 'another' });
    expect(found([host(A, claim), host(B, claim)], known)).toEqual([
      expect.stringMatching(`^${B} host.identity fail `),
    ]);
  });

  test('is told of both newcomers, and of nobody else', () => {
    expect(found([host(A, claim), host(B, claim), host(C)])).toEqual([
      expect.stringMatching(`^${A} host.identity fail `),
      expect.stringMatching(`^${B} host.identity fail `),
    ]);
  });

  test('of two known hosts is a warning: both have proven who they are by their keys', () => {
    const known = pinned({ [A]: key(A), [B]: key(B) });
    expect(found([host(A, claim), host(B, claim)], known)).toEqual([
      expect.stringMatching(`^${A} host.identity warn `),
      expect.stringMatching(`^${B} host.identity warn `),
    ]);
  });

  test('and another boot is no matter to the known one', () => {
    const other = { machine: { id: 'm', bootId: 'other' } };
    expect(found([host(A, claim), host(B, other)], pinned({ [A]: key(A) }))).toEqual([
      expect.stringMatching(`^${B} host.identity warn has the machine-id of ${A}`),
    ]);
  });
});

test('a copied machine-id is a warning: the machines are two', () => {
  const machine = (bootId: string) => ({ id: 'm', bootId });
  const told = found([host(A, { machine: machine('1') }), host(B, { machine: machine('2') })]);
  expect(told).toHaveLength(2);
  expect(told[0]).toContain(`host.identity warn has the machine-id of ${B}`);
});

test('a copied host key is a warning', () => {
  const told = found([host(A, { shownHostKey: 'k' }), host(B, { shownHostKey: 'k' })]);
  expect(told[0]).toContain(`${A} host.identity warn has the SSH host key of ${B}`);
});

test('systems without a machine-id are not taken for one', () => {
  const machine = { id: '', bootId: 'b' };
  expect(found([host(A, { machine }), host(B, { machine })])).toEqual([]);
});

test('a host that answers with the key pinned for another one is told so', () => {
  const refused = host(A, { machine: undefined, shownHostKey: 'key of B' });
  const known = pinned({ [A]: 'key of A', [B]: 'key of B' });
  expect(found([refused, host(C)], known)).toEqual([
    `${A} host.identity fail this address answers with the host key that is pinned for ${B}`,
  ]);
});

test('a host that failed for another reason is not suspected', () => {
  const known = pinned({ [A]: 'k', [B]: 'k' });
  expect(found([host(A, { machine: undefined, shownHostKey: 'k' })], known)).toEqual([]);
  expect(found([host(A, { machine: undefined, shownHostKey: undefined })], known)).toEqual([]);
});

test('a bridge whose MTU differs from most hosts is a warning there', () => {
  expect(found([withMtu(A, 9000), withMtu(B, 1500), withMtu(C, 9000)])).toEqual([
    `${B} network.mtu warn bridge br0 has MTU 1500, on most hosts of the fleet it has 9000`,
  ]);
});

test('of two hosts that differ, the smaller MTU is told', () => {
  const told = found([withMtu(A, 1500), withMtu(B, 9000)]);
  expect(told).toEqual([expect.stringContaining(`${A} network.mtu`)]);
});
