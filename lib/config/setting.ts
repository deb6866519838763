import { z } from 'zod';
import { Problem, quoted } from './problem';
import { RuleName, rules } from './rules/rules';
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
  return { setting: { element }, problems: refusals(element, text, read.error) };
}

/**
 * Why a text may not be the value of a property.
 *
 * @param where what it was given by
 */
export function valueProblems(name: RuleName, text: string, where: string): Problem[] {
  const rule = rules[name];
  const { error } = rule.schema.safeParse(text);
  return error ? refusals({ name, rule, where }, text, error) : [];
}

type Place = Pick<PropertyElement, 'name' | 'rule' | 'where'>;

function refusals(place: Place, text: string | Secret, { issues }: z.ZodError): Problem[] {
  const reasons = issues.map((issue) => (issue.code === 'custom' ? issue.message : ''));
  return [...new Set(reasons)].map((reason) => refusal(place, text, reason));
}

function refusal({ name, rule, where }: Place, text: string | Secret, reason: string): Problem {
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
