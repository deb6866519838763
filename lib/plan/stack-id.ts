/** `host-192-168-12-34`: dashes, because cdktf drops dots and 1.11 and 11.1 would become one. */
export function stackId(address: string): string {
  return `host-${address.replaceAll('.', '-')}`;
}
