import { TerraformStack } from 'cdktf';
import { Problem, quoted, shortened } from '../config/problem';
import { TellsExpressions, writtenOut } from './expression';

/** What begins an interpolation or a directive of Terraform, also where it is escaped. */
const TEMPLATE = /[$%]\{/;

/**
 * A stack in which every text means itself: what Terraform would evaluate are the expressions of the
 * constructs, and nothing that merely looks like one, in a key or a value anywhere in it.
 */
export class LiteralStack extends TerraformStack implements TellsExpressions {
  readonly tellsExpressions = true;

  /** @throws ForeignExpression */
  override toTerraform(): object {
    return literal(this.resolved(), [this.node.id]);
  }

  /** cdktf knows its own marks in a text by their look, and has no value for one that it did not make. */
  private resolved(): object {
    try {
      return super.toTerraform();
    } catch (error) {
      const { message } = error as Error;
      throw /\bToken\b/.test(message) ? new ForeignExpression([this.node.id], message) : error;
    }
  }
}

/** A value from outside that Terraform would evaluate. */
export class ForeignExpression extends Error {
  readonly problem: Problem;

  constructor(place: readonly string[], text: string) {
    const problem: Problem = {
      severity: 'error',
      where: place.map(shortened).join(' › '),
      what: `${quoted(writtenOut(text))} holds an expression of Terraform that is none of the constructs'`,
      allowed: 'text without "${" and "%{"',
      cure: 'correct the name or path that it comes from: the two input files, or the folders that they stand in',
    };
    super(`${problem.where}: ${problem.what}`);
    this.problem = problem;
  }
}

function literal<T>(value: T, place: readonly string[]): T;
function literal(value: unknown, place: readonly string[]): unknown {
  if (typeof value === 'string') return literalText(value, place);
  if (Array.isArray(value)) return value.map((item, i) => literal(item, [...place, String(i)]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    if (TEMPLATE.test(key)) throw new ForeignExpression(place, key);
    return [key, literal(item, [...place, key])] as const;
  });
  return Object.fromEntries(entries);
}

function literalText(text: string, place: readonly string[]): string {
  if (TEMPLATE.test(text)) throw new ForeignExpression(place, text);
  return writtenOut(text);
}
