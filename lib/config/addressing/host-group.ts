/** Hosts with the same key. Keys in order of appearance; hosts without a key are left out. */
export function grouped<K>(
  hosts: readonly string[],
  keyOf: (address: string) => K | undefined,
): Map<K, string[]> {
  const groups = new Map<K, string[]>();
  for (const address of hosts) {
    const key = keyOf(address);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(address);
    else groups.set(key, [address]);
  }
  return groups;
}

/** The first of several hosts and how many follow. */
export function listed(addresses: readonly string[]): string {
  const [first = '', ...more] = addresses;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
