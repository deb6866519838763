import { Problem, quoted } from './problem';
import { Secret } from './secret';
import { PropertyElement } from './property-element';

/** A property element with the value it stands for; without value when the rule refuses it. */
export interface Setting {
  readonly element: PropertyElement;
  readonly value?: { readonly of: unknown };
}

/** Applies the property's rule to its text. */
export function readSetting(element: PropertyElement): {
  setting: Setting;
  problems: readonly Problem[];
} {
  const { text } = element;
  if (text === undefined) return { setting: { element }, problems: [] };
  const read = element.rule.schema.safeParse(text);
  if (read.success) return { setting: { element, value: { of: read.data } }, problems: [] };
  const reasons = read.error.issues.map((issue) => (issue.code === 'custom' ? issue.message : ''));
  const problems = [...new Set(reasons)].map((reason) => refusal(element, text, reason));
  return { setting: { element }, problems };
}

function refusal(
  { name, rule, where }: PropertyElement,
  text: string | Secret,
  reason: string,
): Problem {
  const found = text instanceof Secret ? refusedSecret(text) : quoted(text);
  return {
    severity: 'error',
    where,
    what: `${name} is ${found}${reason && `: ${reason}`}`,
    allowed: rule.allowed,
    cure: rule.secret
      ? 'set it, or remove it to log in with a key'
      : `set it to, for example, ${rule.example}`,
  };
}

/** Never the text itself. */
function refusedSecret(text: Secret): string {
  return text.reveal() === '' ? 'empty' : 'refused';
}
