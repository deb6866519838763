import { HostConfiguration } from '../config/configuration';
import { FleetFacts } from '../facts/host-facts';
import { CheckRecord, fail } from '../host-scripts/check-record';
import { fingerprint, keyLabel, knownHostsName } from '../ssh/host-key';
import { overHosts } from '../ssh/host-queue';
import { exchangeKeys } from '../ssh/key-exchange';
import { KnownHosts } from '../ssh/known-hosts';
import { SshLimits } from '../ssh/ssh-target';

/** Host keys that somebody answers for. */
export interface VouchedKeys {
  /** Of hosts that are contacted for the first time. @default - none */
  readonly knownHosts?: KnownHosts;
  /** Fingerprints by address; they also take the place of pinned keys. @default - none */
  readonly fingerprints?: ReadonlyMap<string, string>;
}

/** A host that showed its key: may it be logged in to? */
export interface ShownHost {
  readonly address: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
}

/** The key to hold a host to, or why nothing may be sent to it. */
export type HostContact =
  | { readonly kind: 'known'; readonly hostKey: string }
  | { readonly kind: 'refused'; readonly failure: CheckRecord; readonly shownHostKey?: string };

export interface FirstContact {
  /** Of every host that needs no question, by address. */
  readonly contacts: ReadonlyMap<string, HostContact>;
  /** Hosts whose keys nobody answers for yet, in the order of the configuration. */
  readonly unknown: readonly ShownHost[];
}

export interface FirstContactOptions {
  /** Hosts at a time. */
  readonly parallel: number;
  readonly limits: SshLimits;
  /** Told when a host is begun and when it is done. */
  readonly onHost?: (address: string, isDone: boolean) => void;
}

/**
 * Exchanges keys with every host whose key is not pinned, or is to be another: no login is tried on any of
 * them. Pinned hosts are not asked, since their login verifies the key.
 */
export async function firstContact(
  hosts: readonly HostConfiguration[],
  known: FleetFacts | undefined,
  vouched: VouchedKeys,
  { parallel, limits, onHost }: FirstContactOptions,
): Promise<FirstContact> {
  const contacts = new Map<string, HostContact>();
  const unknown: ShownHost[] = [];
  const exchange = async (host: HostConfiguration): Promise<void> => {
    const { address } = host;
    const pinned = known?.hosts[address]?.hostKey;
    if (pinned !== undefined && !vouched.fingerprints?.has(address)) {
      contacts.set(address, { kind: 'known', hostKey: pinned });
      return;
    }
    const shown = await exchangeKeys(host, limits);
    const contact =
      shown.kind === 'failed'
        ? { kind: 'refused' as const, failure: shown.failure }
        : verified(host, shown.hostKey, vouched);
    if (contact) contacts.set(address, contact);
    else if (shown.kind === 'shown') unknown.push({ address, hostKey: shown.hostKey });
  };
  await overHosts(hosts, parallel, undefined, async (host) => {
    onHost?.(host.address, false);
    await exchange(host);
    onHost?.(host.address, true);
  });
  return { contacts, unknown: inOrder(unknown, hosts) };
}

/** Takes the keys that somebody has compared as those of their hosts. */
export function withAccepted({ contacts, unknown }: FirstContact): Map<string, HostContact> {
  return new Map([
    ...contacts,
    ...unknown.map(({ address, hostKey }) => [address, { kind: 'known', hostKey }] as const),
  ]);
}

/** Leaves hosts alone whose keys nobody has compared: nothing is sent to them, and each has failed. */
export function withUnanswered({ contacts, unknown }: FirstContact): Map<string, HostContact> {
  return new Map([
    ...contacts,
    ...unknown.map((host) => [host.address, unanswered(host)] as const),
  ]);
}

function unanswered({ address, hostKey }: ShownHost): HostContact {
  const accepted = `${address}=${fingerprint(hostKey)}`;
  const failure = fail(
    'host.key',
    `the host is new and shows ${keyLabel(hostKey)}, which nobody has compared; nothing was sent to it`,
    `compare it with "ssh-keygen -lf" of /etc/ssh/ssh_host_*_key.pub at its console; if it is the same, run "quantum-kvm check --accept-new-host-key ${accepted}"`,
  );
  return { kind: 'refused', failure, shownHostKey: hostKey };
}

/** What is known of a key that was shown; undefined: nothing. */
function verified(
  host: HostConfiguration,
  hostKey: string,
  { knownHosts, fingerprints }: VouchedKeys,
): HostContact | undefined {
  const given = fingerprints?.get(host.address);
  if (given !== undefined) {
    if (given === fingerprint(hostKey)) return { kind: 'known', hostKey };
    return refused(hostKey, `--accept-new-host-key says ${given}`);
  }
  if (!knownHosts) return undefined;
  const { trusted, revoked } = knownHosts.keysOf(host);
  const { file } = knownHosts;
  if (revoked.includes(hostKey)) return refused(hostKey, `${file} has it as revoked`);
  if (trusted.includes(hostKey)) return { kind: 'known', hostKey };
  if (trusted.length === 0) return undefined;
  const name = knownHostsName(host);
  return refused(
    hostKey,
    `${file} has for ${name} ${trusted.slice(0, 5).map(keyLabel).join(', ')}`,
  );
}

function refused(shownHostKey: string, against: string): HostContact {
  const failure = fail(
    'host.key',
    `the host shows ${keyLabel(shownHostKey)}, but ${against}; nothing was sent to it`,
    'compare with "ssh-keygen -lf" of /etc/ssh/ssh_host_*_key.pub at its console, and name this key if it is the host\'s; else someone stands in between',
  );
  return { kind: 'refused', failure, shownHostKey };
}

function inOrder(shown: readonly ShownHost[], hosts: readonly HostConfiguration[]): ShownHost[] {
  const byAddress = new Map(shown.map((host) => [host.address, host]));
  return hosts.flatMap(({ address }) => byAddress.get(address) ?? []);
}
