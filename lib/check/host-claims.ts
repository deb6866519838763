import { HostCheck } from './host-check';

/** What hosts claim, set against what else they show. */
export class Claims {
  /** One start of one machine, by host key. */
  readonly starts: Grouping;
  /** One machine-id, by start. */
  readonly machines: Grouping;
  /** One host key, by start. */
  readonly keys: Grouping;

  constructor(hosts: readonly HostCheck[]) {
    const key = ({ machine, shownHostKey }: HostCheck) => machine && shownHostKey;
    this.starts = new Grouping(hosts, machineStart, key);
    this.machines = new Grouping(hosts, machineId, machineStart);
    this.keys = new Grouping(hosts, key, machineStart);
  }
}

type Property = (host: HostCheck) => string | undefined;

/** Hosts that have one property alike, in groups that have the other one alike, too. */
class Grouping {
  private readonly groups = new Map<string, Map<string | undefined, string[]>>();
  private readonly sizes = new Map<string, number>();

  constructor(
    hosts: readonly HostCheck[],
    private readonly one: Property,
    private readonly other: Property,
  ) {
    for (const host of hosts) {
      const key = one(host);
      if (key === undefined) continue;
      const group = this.groups.get(key) ?? new Map<string | undefined, string[]>();
      this.groups.set(key, group);
      this.sizes.set(key, (this.sizes.get(key) ?? 0) + 1);
      const members = group.get(other(host));
      if (members) members.push(host.address);
      else group.set(other(host), [host.address]);
    }
  }

  /** Other hosts with both alike: the first, and how many follow. */
  alike(host: HostCheck): string | undefined {
    const members = this.groups.get(this.one(host) ?? '')?.get(this.other(host)) ?? [];
    const next = members[0] === host.address ? members[1] : members[0];
    return next === undefined ? undefined : counted(next, members.length - 2);
  }

  /** Hosts with the first property alike, and not the other. */
  differing(host: HostCheck): string | undefined {
    const key = this.one(host) ?? '';
    const own = this.other(host);
    for (const [other, [first = '']] of this.groups.get(key) ?? []) {
      if (other === own) continue;
      const same = this.groups.get(key)?.get(own)?.length ?? 0;
      return counted(first, (this.sizes.get(key) ?? 0) - same - 1);
    }
    return undefined;
  }
}

function counted(first: string, more: number): string {
  return more === 0 ? first : `${first} and ${more} more`;
}

/** Undefined where the system has none. */
export function machineId({ machine }: HostCheck): string | undefined {
  return machine?.id || undefined;
}

export function machineStart({ machine }: HostCheck): string | undefined {
  return machine?.id ? `${machine.id} ${machine.bootId}` : undefined;
}
