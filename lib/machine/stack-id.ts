import { ProviderChoice } from '../config/configuration';

/** `host-192-168-12-34`: dashes, because cdktf drops dots and 1.11 and 11.1 would become one. */
export function stackId(address: string): string {
  return `host-${address.replaceAll('.', '-')}`;
}

/** The address of the host that a stack is of, with whatever providers; undefined when it is no stack of a host. */
export function addressOfStack(id: string): string | undefined {
  return /^host-([\d-]+)(?:-preparation|-machine)?$/.exec(id)?.[1]?.replaceAll('-', '.');
}

/**
 * The stacks of one host, in the order in which they are applied. Those of different providers have
 * different names, and with them different state.
 */
export function stackIdsOf(id: string, providers: ProviderChoice): [string, ...string[]] {
  return providers === 'bundled' ? [id] : [`${id}-preparation`, `${id}-machine`];
}
