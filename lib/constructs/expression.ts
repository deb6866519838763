import { randomBytes } from 'node:crypto';
import { IResolvable, IResolveContext, TerraformResource, TerraformStack, Token } from 'cdktf';

/** Another one in every process, and in no file. */
const MARK = randomBytes(16).toString('hex');
const MARKED = new RegExp(`<${MARK}:([0-9a-f]*)>`, 'g');

/** JSON's escapes that HCL has not. */
const ESCAPES: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' };

/** A Terraform string literal of exactly this text: no escape and no interpolation is left active. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text)
    .replace(/\\./g, (escape) => ESCAPES[escape] ?? escape)
    .replace(/\$\{/g, '$$${')
    .replace(/%\{/g, '%%{');
}

/**
 * A Terraform interpolation of the whole value, `file("a")` for example. In the constructs of quantum-kvm it is one of
 * the two ways to an expression, beside {@link reference}: any other text with `${` is refused there.
 */
export function interpolation(expression: string): string {
  return new OwnExpression(expression).toString();
}

/** What Terraform knows of a resource once it is there: its `path`, for example, by the name that Terraform has for it. */
export function reference(resource: TerraformResource, attribute: string): string {
  return interpolation(`${addressOf(resource)}.${attribute}`);
}

/** Of a resource in its stack, as it stands where Terraform expects an address. */
export function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** The content of a file on the deployment node, never shown in a plan or a message. */
export function sensitiveFile(path: string): string {
  return `sensitive(file(${stringLiteral(path)}))`;
}

/** A stack that tells the constructs' own expressions from text of the same look. */
export interface TellsExpressions {
  readonly tellsExpressions: true;
}

/**
 * An expression of the constructs. In a stack that tells expressions from text it is resolved as a mark that
 * nobody outside of this process can know, and written out last; in any other stack, as it is.
 */
class OwnExpression implements IResolvable {
  readonly creationStack = [];

  constructor(private readonly expression: string) {}

  resolve({ scope, suppressBraces }: IResolveContext): string {
    const stack: Partial<TellsExpressions> = TerraformStack.of(scope) as never;
    // Within a function of cdktf's it stands in an expression already.
    const text = suppressBraces ? this.expression : `\${${this.expression}}`;
    return stack.tellsExpressions ? marked(text) : text;
  }

  /** Without a hint cdktf counts its tokens, and a text from outside could name this one. */
  toString(): string {
    return Token.asString(this, { displayHint: MARK });
  }
}

function marked(text: string): string {
  return `<${MARK}:${Buffer.from(text).toString('hex')}>`;
}

/** A resolved text with its marks written out as the expressions that they are. */
export function writtenOut(text: string): string {
  return text.replace(MARKED, (_, hex: string) => Buffer.from(hex, 'hex').toString());
}
