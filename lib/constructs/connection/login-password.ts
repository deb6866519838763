import { Password } from '../../config/configuration';
import { sensitiveFile, stringLiteral } from '../expression';

/**
 * Terraform expression that reads `login.password` from the XML when it is needed.
 *
 * The password itself enters no synthesized file. What the expression contains is the source text of
 * the `<property …>` element around the value, so that it finds the one element the parser found.
 *
 * @param configFile path of the XML, relative to the stack's folder
 */
export function passwordExpression(password: Password, configFile: string): string {
  const text = `replace(${sensitiveFile(configFile)}, "/(?s)<!--.*?-->/", "")`;
  const raw = `one(regexall(${stringLiteral(elementPattern(password))}, ${text}))[0]`;
  return `join("", [for part in regexall(${PARTS}, ${raw}) : ${DECODED}])`;
}

/**
 * The text of the XML as {@link passwordExpression} sees it. The same steps in JavaScript: Terraform has every
 * string in the form NFC of Unicode, and the expression takes comments away.
 */
export function seenByExpression(xml: string): string {
  return xml.normalize('NFC').replace(/<!--.*?-->/gs, '');
}

/**
 * Whether {@link passwordExpression} gives exactly the password that the parser read: it finds one element, and
 * decodes the references in its value. Otherwise it would read another password, or fail, and Terraform may show
 * what a function that fails was given.
 *
 * @param seen from {@link seenByExpression}
 */
export function expressionAgrees(password: Password, seen: string): boolean {
  const pattern = new RegExp(elementPattern(password).normalize('NFC'), 'g');
  const matches = [...seen.matchAll(pattern)];
  const raw = matches[0]?.[1];
  const found = raw === undefined ? undefined : decode(raw).normalize('NFC');
  return matches.length === 1 && found === password.value.reveal();
}

const PARTS = '"&[^;]*;|[^&]+"';
const NAMED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

/** `jsondecode` is Terraform's only way from a number to a character; beyond the BMP it takes a surrogate pair. */
const NUMBER =
  '(startswith(part, "&#x") ? parseint(trimsuffix(substr(part, 3, -1), ";"), 16) : parseint(trimsuffix(substr(part, 2, -1), ";"), 10))';
const CHARACTER =
  `[for n in [${NUMBER}] : jsondecode(n < 65536 ? format("\\"\\\\u%04x\\"", n) : ` +
  `format("\\"\\\\u%04x\\\\u%04x\\"", 55296 + floor((n - 65536) / 1024), 56320 + (n - 65536) % 1024))][0]`;
const NAMES = `{ ${Object.entries(NAMED)
  .map(([reference, character]) => `${stringLiteral(reference)} = ${stringLiteral(character)}`)
  .join(', ')} }`;
const DECODED = `startswith(part, "&#") ? ${CHARACTER} : lookup(${NAMES}, part, part)`;

function elementPattern(password: Password): string {
  const quote = password.before.slice(-1);
  return `${literal(password.before)}([^${quote}]*)${literal(password.after)}`;
}

/** Escapes what is special in both RE2 and JavaScript. */
function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

function decode(raw: string): string {
  return (raw.match(/&[^;]*;|[^&]+/g) ?? []).map(character).join('');
}

function character(part: string): string {
  if (!part.startsWith('&#')) return NAMED[part] ?? part;
  const digits = part.slice(part.startsWith('&#x') ? 3 : 2, -1);
  return String.fromCodePoint(parseInt(digits, part.startsWith('&#x') ? 16 : 10));
}
