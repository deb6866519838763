import { printableEnds } from '../../lib/config/printable';
import { Diagnostic } from '../terraform/terraform-event';
import { isPlanRecord } from './consequence-record';

/** What a person reads of one warning, characters. */
const LONGEST = 1000;
/** Warnings of one run on one host that are said; the others are counted, and the log has them. */
const MOST_SAID = 20;

/**
 * Terraform's own word to every plan and apply that was asked for by addresses, as `prepare` and
 * `destroy --keep-disks` ask. Matching them hides nothing else: a warning that is not known is said.
 */
const OF_TARGETS: ReadonlySet<string> = new Set([
  'Resource targeting is in effect',
  'Applied changes may be incomplete',
]);

/**
 * What a plan or an apply warns of, a sentence each, each once, in the order in which it was said. What a plan says
 * an update means for a guest is a row of the review, and none of these.
 *
 * @param said before, which is not repeated: an apply plans every resource once more
 */
export function providerWarnings(
  diagnostics: readonly Diagnostic[],
  said: readonly string[] = [],
): string[] {
  const texts = diagnostics
    .filter(({ severity, summary }) => severity === 'warning' && !OF_TARGETS.has(summary))
    .filter((diagnostic) => !isPlanRecord(diagnostic))
    .map(({ summary, detail }) =>
      printableEnds([summary, detail].filter(Boolean).join(': '), LONGEST),
    );
  const before = new Set(said);
  const all = [...new Set(texts)].filter((text) => !before.has(text));
  const left = all.length - MOST_SAID;
  return left > 0 ? [...all.slice(0, MOST_SAID), `… and ${left} more warnings, in the log`] : all;
}
