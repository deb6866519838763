import { CheckRecord, fail, warn } from '../host-scripts/check-record';
import { FindingsByHost } from './findings-by-host';
import { HostCheck } from './host-check';
import { FleetFacts } from '../facts/host-facts';

const ID = 'host.identity';

/** Addresses that are one machine, machines that were copied, and addresses that have changed places. */
export function identityFindings(
  hosts: readonly HostCheck[],
  known: FleetFacts | undefined,
): FindingsByHost {
  return new Map(
    hosts.map((host) => {
      const others = hosts.filter(({ address }) => address !== host.address);
      return [host.address, [...sameMachine(host, others), ...otherOnesKey(host, known)]];
    }),
  );
}

/** One machine has one machine-id and one boot; a copied image has the machine-id alone. */
function sameMachine(
  { machine, shownHostKey }: HostCheck,
  others: readonly HostCheck[],
): CheckRecord[] {
  if (!machine?.id) return [];
  const alike = others.filter((other) => other.machine?.id === machine.id);
  const same = alike.filter((other) => other.machine?.bootId === machine.bootId);
  const copies = alike.filter((other) => !same.includes(other));
  const keyed = others.filter((other) => other.machine && other.shownHostKey === shownHostKey);
  return [
    ...aboutOthers(same, (list) =>
      fail(
        ID,
        `this address and ${list} are the same machine (machine-id ${machine.id})`,
        'take all but one of its addresses out of kvm.host.range',
      ),
    ),
    ...aboutOthers(copies, (list) =>
      warn(
        ID,
        `has the machine-id of ${list}: one was copied from the other, and libvirt, DHCP and logs take them for one`,
        'on one of them, run "rm /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup" and start it again',
      ),
    ),
    ...aboutOthers(
      keyed.filter((other) => !same.includes(other)),
      (list) =>
        warn(
          ID,
          `has the SSH host key of ${list}: each can pass for the other`,
          'on one of them, run "rm /etc/ssh/ssh_host_*_key*; ssh-keygen -A" and restart sshd, then "quantum-kvm check --accept-new-host-key ADDRESS=FINGERPRINT"',
        ),
    ),
  ];
}

/** A refused host that shows the key pinned for another address. */
function otherOnesKey(
  { address, machine, shownHostKey }: HostCheck,
  known: FleetFacts | undefined,
): CheckRecord[] {
  if (machine || shownHostKey === undefined) return [];
  const owners = Object.entries(known?.hosts ?? {})
    .filter(([other, { hostKey }]) => other !== address && hostKey === shownHostKey)
    .map(([other]) => ({ address: other }));
  const own = known?.hosts[address]?.hostKey;
  if (own === shownHostKey) return [];
  return aboutOthers(owners, (list) =>
    fail(
      ID,
      `this address answers with the host key that is pinned for ${list}`,
      'see that each host has its own address ("ip -br address" at their consoles): two may have changed places, or use one address',
    ),
  );
}

function aboutOthers(
  hosts: readonly { readonly address: string }[],
  record: (list: string) => CheckRecord,
): CheckRecord[] {
  return hosts.length > 0 ? [record(hosts.map(({ address }) => address).join(', '))] : [];
}
