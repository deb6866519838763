import { FactChange, factChangeText } from '../../lib/facts/fact-changes';
import {
  ComparedNic,
  DIFFERENCES,
  Difference,
  DifferenceId,
  FactId,
} from '../../fleet/status/difference';

/** What differs, in an operator's words, one sentence. */
export function differenceText(difference: Difference): string {
  const { id, name = '', actual, expected, atNextStart } = difference;
  const say = SENTENCES[id];
  if (say) return say(difference);
  const { title, unit }: { readonly title: string; readonly unit?: string } = DIFFERENCES[id];
  const what = id.startsWith('network.') ? `network ${name}: ${title}` : title;
  const planned = `${text(expected)}${unit ? ` ${unit}` : ''}`;
  return `${what} ${text(actual)} instead of ${planned}${atNextStart ? ' at its next start' : ''}`;
}

/** Where "found instead of planned" would not be plain. */
const SENTENCES: Readonly<Partial<Record<DifferenceId, (difference: Difference) => string>>> = {
  'vm.exists': () => 'there is no VM',
  'vm.origin': ({ name, expected, actual }) => {
    const found = `the VM ${name} on the host (UUID ${text(actual ?? 'unknown')}) was not made from here`;
    return expected === null
      ? `${found}: it does not carry our tag; rename it ("virsh domrename"), or adopt it`
      : `${found}: ours has the UUID ${text(expected)}; rename that one ("virsh domrename"), or adopt it`;
  },
  'vm.state': ({ actual }) => `the VM is ${text(actual)}`,
  'vm.persistent': () => 'the VM has no definition, and is gone when its guest ends',
  'vm.nics': ({ actual, expected, atNextStart }) => {
    const planned = expected as readonly ComparedNic[];
    const found = (actual as readonly ComparedNic[]).map(({ network, mac }, i) =>
      mac === (planned[i]?.mac ?? mac) ? network : `${network} (${mac})`,
    );
    const names = planned.map(({ network }) => network);
    const later = atNextStart ? ' at its next start' : '';
    return `NICs ${text(found)} instead of ${text(names)}${later}`;
  },
  'vm.medium': ({ actual, expected, atNextStart }) => {
    const shown = (drives: unknown) =>
      text((drives as readonly (string | null)[]).map((file) => file ?? 'empty'));
    const later = atNextStart ? ' at its next start' : '';
    return `install medium ${shown(actual)} instead of ${shown(expected)}${later}`;
  },
  'network.exists': ({ name }) => `there is no network ${name}`,
  'network.active': ({ name }) => `network ${name} is stopped`,
};

/** What of the facts holds no longer, in an operator's words. */
export function factText({ id, name, expected, actual, text: said }: Difference<FactId>): string {
  if (said !== undefined) return said;
  if (id === 'fact.report') {
    return actual === null
      ? 'the host does not tell its facts'
      : `what the host reports of itself is not used: ${text(actual)}`;
  }
  const fact = id.slice('fact.'.length);
  const change = { fact, name, before: expected ?? undefined, after: actual ?? undefined };
  return factChangeText(change as FactChange);
}

function text(value: Difference['actual']): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(' ');
  return value === null ? 'none' : String(value as string | number | boolean);
}
