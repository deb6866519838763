import { TerraformElement, TerraformStack } from 'cdktf';
import { Problem, quoted, shortened } from '../config/problem';
import { TellsExpressions, writtenOut } from './expression';

/** What begins an interpolation or a directive of Terraform, also where it is escaped. */
const TEMPLATE = /[$%]\{/;

/**
 * A stack in which every text of ours means itself: what Terraform would evaluate are the expressions of our
 * constructs, and nothing that merely looks like one, in a key or a value anywhere in it. What a site adds to it is
 * the site's own program, and holds whatever cdktf lets it hold.
 */
export class LiteralStack extends TerraformStack implements TellsExpressions {
  /** @internal */
  readonly tellsExpressions = true;
  private own?: ReadonlySet<TerraformElement>;

  /** What is added from now on is not ours. */
  protected completeOwn(): void {
    this.own = new Set(elementsOf(this));
  }

  /** What was added to what is ours. */
  protected get additions(): TerraformElement[] {
    const { own } = this;
    return own ? elementsOf(this).filter((element) => !own.has(element)) : [];
  }

  /** @throws ForeignExpression */
  override toTerraform(): object {
    const places = new Set(this.additions.flatMap(placesOf));
    return literal(this.resolved(), [this.node.id], places) as object;
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

function elementsOf(stack: TerraformStack): TerraformElement[] {
  return stack.node
    .findAll()
    .filter((construct): construct is TerraformElement =>
      TerraformElement.isTerraformElement(construct),
    );
}

/** Levels of a stack's JSON down to one element: resource › type › name, output › name. */
const LEVELS: Readonly<Record<string, number>> = { resource: 3, data: 3, terraform: 3 };
const OTHER_LEVELS = 2;

/** Where in the stack's JSON an element stands. */
function placesOf(element: TerraformElement): string[] {
  return Object.entries(element.toTerraform() as object).flatMap(([block, content]) =>
    below(content, (LEVELS[block] ?? OTHER_LEVELS) - 1).map((path) => placeKey([block, ...path])),
  );
}

function below(content: unknown, levels: number): string[][] {
  if (levels === 0 || typeof content !== 'object' || content === null) return [[]];
  return Object.entries(content).flatMap(([name, inner]) =>
    below(inner, levels - 1).map((path) => [name, ...path]),
  );
}

function placeKey(place: readonly string[]): string {
  return JSON.stringify(place);
}

type Check = (text: string, place: readonly string[]) => string;

/** Resolved JSON with our expressions written out. @throws ForeignExpression where others have none of their elements */
function literal(
  value: unknown,
  place: readonly string[],
  others: ReadonlySet<string>,
  check: Check = literalText,
): unknown {
  if (typeof value === 'string') return check(value, place);
  if (typeof value !== 'object' || value === null) return value;
  const inner = (item: unknown, name: string) => {
    const to = [...place, name];
    const isOthers = others.size > 0 && others.has(placeKey(to.slice(1)));
    return literal(item, to, others, isOthers ? writtenOut : check);
  };
  if (Array.isArray(value)) return value.map((item, i) => inner(item, String(i)));
  const entries = Object.entries(value).map(
    ([key, item]) => [check(key, place), inner(item, key)] as const,
  );
  return Object.fromEntries(entries);
}

function literalText(text: string, place: readonly string[]): string {
  if (TEMPLATE.test(text)) throw new ForeignExpression(place, text);
  return writtenOut(text);
}
