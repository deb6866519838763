import { z } from 'zod';

/**
 * The one form that values of a kind may have, wherever they come from: the XML, `hosts.lock.json`, or what a
 * host printed. Its message says what is allowed.
 */
export type Grammar = z.ZodType<string, string>;

interface GrammarText {
  /** Anchored at both ends; of ASCII alone. */
  readonly pattern: RegExp;
  /** Characters. */
  readonly longest: number;
  /** In the words of an operator. */
  readonly allowed: string;
}

/** The length is looked at first, so that no pattern meets a text of any length. */
export function grammar({ pattern, longest, allowed }: GrammarText): Grammar {
  return z.string(allowed).max(longest, { error: allowed, abort: true }).regex(pattern, allowed);
}

/** Whether a text is a value of this kind. */
export function isOf(kind: Grammar, text: string): boolean {
  return kind.safeParse(text).success;
}
