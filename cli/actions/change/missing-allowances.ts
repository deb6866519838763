import { Allowance, allowanceFor } from '../../../fleet/review/consequence';
import { MergedRow } from '../../../fleet/review/merged-plan';
import { hostsText } from '../../report/plan-report';

/**
 * What a plan would do that was not allowed by name, one sentence per name.
 *
 * @param instead what was done. @default 'nothing was applied'
 */
export function missingAllowances(
  rows: readonly MergedRow[],
  allowed: readonly Allowance[],
  instead = 'nothing was applied',
): string[] {
  const missing = new Map<Allowance, MergedRow[]>();
  for (const row of rows) {
    const name = allowanceFor(row.consequence);
    if (!name || allowed.includes(name)) continue;
    const others = missing.get(name);
    if (others) others.push(row);
    else missing.set(name, [row]);
  }
  return [...missing].map(([name, of]) => {
    const what = of.map(({ hosts, change }) => `${change} (${hostsText(hosts)})`).join('; ');
    return `this means ${of[0]?.consequence}: ${what}; ${instead}; add --allow ${name} if it is meant`;
  });
}
