import { PromisedMachine } from '../../status/promised-machine';
import { Attributes, ResourceChange } from '../../terraform/saved-plan';

const MACHINE = 'libvirt_domain';

/** What a plan promises of the VM that it changes; undefined: it changes none. */
export function promiseOf(changes: readonly ResourceChange[]): PromisedMachine | undefined {
  const change = changes.find(({ type }) => type === MACHINE)?.change;
  if (!change) return undefined;
  const { before, after } = change;
  if (after === null) return before ? gone(before) : undefined;
  const state = after.running === false ? 'off' : 'running';
  return typeof after.name === 'string' ? { name: after.name, state } : undefined;
}

function gone({ name, uuid }: Attributes): PromisedMachine | undefined {
  if (typeof name !== 'string') return undefined;
  return { name, state: 'gone', ...(typeof uuid === 'string' && { uuid }) };
}
