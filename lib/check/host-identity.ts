import { grouped, listed } from '../config/addressing/host-group';
import { FleetFacts } from '../facts/host-facts';
import { CheckRecord, fail, warn } from '../host-scripts/check-record';
import { FindingsByHost } from './findings-by-host';
import { HostCheck } from './host-check';
import { Claims, machineId, machineStart } from './host-claims';

const ID = 'host.identity';

/** Whether hosts.lock.json has the host with the key that it has shown. */
function isKnownHost(
  { address, shownHostKey }: Pick<HostCheck, 'address' | 'shownHostKey'>,
  known: FleetFacts | undefined,
): boolean {
  const recorded = known?.hosts[address]?.hostKey;
  return recorded !== undefined && recorded === shownHostKey;
}

/**
 * New hosts that say of themselves what others say, with another host key: they may not enter hosts.lock.json,
 * where they would be known hosts from then on.
 */
export function contestedNewcomers(
  hosts: readonly HostCheck[],
  known: FleetFacts | undefined,
): ReadonlySet<string> {
  const keys = new Map<string, Set<string | undefined>>();
  for (const host of hosts) {
    const start = machineStart(host);
    if (start !== undefined) keys.set(start, (keys.get(start) ?? new Set()).add(host.shownHostKey));
  }
  const contested = hosts.filter((host) => {
    const claimed = keys.get(machineStart(host) ?? '')?.size ?? 0;
    return claimed > 1 && !isKnownHost(host, known);
  });
  return new Set(contested.map(({ address }) => address));
}

/**
 * Addresses that are one machine, machines that were copied, and addresses that have changed places.
 *
 * What a host says of its machine is a claim; its SSH host key is proven. Where hosts contradict each other,
 * those that hosts.lock.json knows are believed, and a newcomer fails; between newcomers nobody can tell.
 */
export function identityFindings(
  hosts: readonly HostCheck[],
  known: FleetFacts | undefined,
): FindingsByHost {
  const fleet = new Fleet(hosts, known);
  return new Map(hosts.map((host) => [host.address, fleet.findings(host)]));
}

/** All hosts, by what they show of themselves. */
class Fleet {
  private readonly isKnown: ReadonlySet<string>;
  private readonly pinned: ReadonlyMap<string, readonly string[]>;
  /** Among all, and among the known ones: a known host is not doubted for a newcomer's word. */
  private readonly ofAll: Claims;
  private readonly ofKnown: Claims;

  constructor(
    hosts: readonly HostCheck[],
    private readonly known: FleetFacts | undefined,
  ) {
    const knownHosts = hosts.filter((host) => isKnownHost(host, known));
    this.isKnown = new Set(knownHosts.map(({ address }) => address));
    this.ofAll = new Claims(hosts);
    this.ofKnown = new Claims(knownHosts);
    const recorded = known?.hosts ?? {};
    this.pinned = grouped(Object.keys(recorded), (address) => recorded[address]?.hostKey);
  }

  findings(host: HostCheck): CheckRecord[] {
    return [...this.ofMachine(host), ...this.otherOnesKey(host)];
  }

  /** One machine has one machine-id and one boot; a copied image has the machine-id alone. */
  private ofMachine(host: HostCheck): CheckRecord[] {
    const id = machineId(host);
    if (id === undefined) return [];
    const isKnown = this.isKnown.has(host.address);
    const { starts, machines } = isKnown ? this.ofKnown : this.ofAll;
    // Both were accepted with keys of their own: two machines, of which one says what it is not.
    const contested = isKnown ? warn : fail;
    return [
      ...about(starts.alike(host), (list) => oneMachine(list, id)),
      ...about(starts.differing(host), (list) => oneClaim(contested, list, id)),
      ...about(machines.differing(host), copiedMachine),
      ...about(this.ofAll.keys.differing(host), copiedKey),
    ];
  }

  /** A refused host that shows the key pinned for another address. */
  private otherOnesKey({ address, machine, shownHostKey }: HostCheck): CheckRecord[] {
    if (machine || shownHostKey === undefined) return [];
    if (this.known?.hosts[address]?.hostKey === shownHostKey) return [];
    const owners = this.pinned.get(shownHostKey)?.filter((other) => other !== address) ?? [];
    return about(owners.length > 0 ? listed(owners) : undefined, (list) =>
      fail(
        ID,
        `this address answers with the host key that is pinned for ${list}`,
        'see that each host has its own address ("ip -br address" at their consoles): two may have changed places, or use one address',
      ),
    );
  }
}

function oneMachine(list: string, id: string): CheckRecord {
  return fail(
    ID,
    `this address and ${list} are the same machine (machine-id ${id})`,
    'take all but one of its addresses out of kvm.host.range',
  );
}

function oneClaim(record: typeof fail | typeof warn, list: string, id: string): CheckRecord {
  return record(
    ID,
    `this address and ${list} are the same machine by what they say (machine-id ${id}), but their host keys differ`,
    'compare /etc/machine-id and the host keys at their consoles: one machine may have two addresses, or one host says what it is not',
  );
}

function copiedMachine(list: string): CheckRecord {
  return warn(
    ID,
    `has the machine-id of ${list}: one was copied from the other, and libvirt, DHCP and logs take them for one`,
    'on one of them, run "rm /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup" and start it again',
  );
}

function copiedKey(list: string): CheckRecord {
  return warn(
    ID,
    `has the SSH host key of ${list}: each can pass for the other`,
    'on one of them, run "rm /etc/ssh/ssh_host_*_key*; ssh-keygen -A" and restart sshd, then "quantum-kvm check --accept-new-host-key ADDRESS=FINGERPRINT"',
  );
}

function about(hosts: string | undefined, record: (list: string) => CheckRecord): CheckRecord[] {
  return hosts === undefined ? [] : [record(hosts)];
}
