import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Problem } from '../problem';
import { SourceText } from './source-text';

/** A start tag as it stands in the file; attribute values are not decoded. */
export interface XmlElement {
  readonly name: string;
  /** Index of `<`. */
  readonly index: number;
  /** Index after `>`. */
  readonly end: number;
  readonly attributes: readonly XmlAttribute[];
}

export interface XmlAttribute {
  readonly name: string;
  readonly raw: string;
  /** Index of the value's first character. */
  readonly index: number;
}

/** The elements of a document in order, at any depth; or why it is none. */
interface XmlResult {
  readonly elements: readonly XmlElement[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the elements of a well-formed UTF-8 document without a document type.
 *
 * No message repeats text of the document: it may be a part of the password.
 */
export function parseXml(source: SourceText): XmlResult {
  const refused = [...refusedDeclarations(source), ...refusedEncoding(source)];
  if (refused.length > 0) return { elements: [], problems: refused };
  const malformed = invalidSyntax(source);
  if (malformed) return { elements: [], problems: [malformed] };
  return readElements(source);
}

/** Whole comments, CDATA sections and processing instructions first: `<!` inside them is passed over. */
const MARKUP = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?(?:\?>|$)|<!/g;

/** A document type can declare entities and read other files: nothing in this file needs one. */
function refusedDeclarations(source: SourceText): Problem[] {
  for (const { 0: markup, index } of source.text.matchAll(MARKUP)) {
    if (markup === '<!') return [refusedDeclaration(source, index)];
  }
  return [];
}

function refusedDeclaration(source: SourceText, index: number): Problem {
  const open = /^<!(--|\[CDATA\[)/.test(source.text.slice(index, index + 9));
  return {
    severity: 'error',
    where: source.at(index),
    what: open
      ? 'a comment or CDATA section stays open'
      : 'the file has a DOCTYPE or another <! declaration',
    allowed: 'elements, comments and CDATA sections',
    cure: open ? 'close it' : 'remove the declaration',
  };
}

function refusedEncoding(source: SourceText): Problem[] {
  const declaration = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']?([\w.:-]*)/i.exec(source.text);
  if (!declaration || /^utf-8$/i.test(declaration[1] ?? '')) return [];
  return [
    {
      severity: 'error',
      where: source.at(0),
      what: 'the XML declaration names an encoding other than UTF-8',
      allowed: 'UTF-8',
      cure: 'save the file as UTF-8 and write encoding="UTF-8"',
    },
  ];
}

/** What the validator's codes mean; its own texts repeat parts of the document. */
const SYNTAX_ERRORS: Readonly<Record<string, string>> = {
  InvalidTag: 'a tag is not closed, closes another one, or has no valid name',
  InvalidAttr: 'an attribute has no quoted value, is given twice, or has no space before it',
  InvalidChar: 'a character stands where none may stand',
  InvalidXml: 'the document does not have exactly one root element',
  Refused: 'an element is nested more than 100 deep, or has a name reserved in JavaScript',
};

function invalidSyntax(source: SourceText): Problem | undefined {
  const verdict = XMLValidator.validate(source.text);
  if (verdict === true) return undefined;
  const { code, line, col } = verdict.err;
  return malformedAt(`${source.file}:${line}:${col ?? 1}`, code);
}

function malformedAt(where: string, code: string): Problem {
  return {
    severity: 'error',
    where,
    what: `the file is not well-formed XML: ${SYNTAX_ERRORS[code] ?? SYNTAX_ERRORS['InvalidChar']}`,
    cure: 'look for a missing quote or bracket here or on the lines before; inside a value write & as &amp;, < as &lt; and " as &quot;',
  };
}

function readElements(source: SourceText): XmlResult {
  const roots = parseTree(source.text);
  const [root, second] = roots ?? [];
  if (!root || second) {
    const where = source.at(second ? indexOf(second) : 0);
    return { elements: [], problems: [malformedAt(where, roots ? 'InvalidXml' : 'Refused')] };
  }
  const elements: XmlElement[] = [];
  for (const index of indexesBelow(root)) {
    const element = readStartTag(source.text, index);
    if (!element) return { elements: [], problems: [malformedAt(source.at(index), 'InvalidAttr')] };
    elements.push(element);
  }
  return { elements, problems: [] };
}

type Node = Readonly<Record<string | symbol, unknown>>;

/** The library's declaration says Symbol, the wrapper; what it returns is a symbol. */
const META_DATA = XMLParser.getMetaDataSymbol() as symbol;

/** The top-level elements; undefined when the parser refuses what the validator let pass. */
function parseTree(text: string): Node[] | undefined {
  const parser = new XMLParser({
    preserveOrder: true,
    captureMetaData: true,
    ignorePiTags: true,
    processEntities: false,
    parseTagValue: false,
  });
  try {
    return elementsOf(parser.parse(text) as Node[]);
  } catch {
    return undefined;
  }
}

function elementsOf(nodes: readonly Node[]): Node[] {
  return nodes.filter((node) => META_DATA in node);
}

function indexOf(node: Node): number {
  return (node[META_DATA] as { startIndex: number }).startIndex;
}

/** Document order: the element, then all that is inside it. */
function indexesBelow(node: Node): number[] {
  const children = Object.values(node).find((value) => Array.isArray(value)) as Node[];
  return [indexOf(node), ...elementsOf(children).flatMap(indexesBelow)];
}

const TAG_NAME = /<([^\s<>/"'=]+)/y;
const ATTRIBUTE = /\s+([^\s<>/"'=]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*\/?>/y;

/**
 * The start tag at `index`, from the source itself, because the place of every value matters;
 * undefined when it is not what XML allows there.
 */
function readStartTag(text: string, index: number): XmlElement | undefined {
  const name = matchAt(TAG_NAME, text, index);
  if (!name) return undefined;
  const attributes: XmlAttribute[] = [];
  let end = index + name[0].length;
  for (let found; (found = matchAt(ATTRIBUTE, text, end));) {
    end += found[0].length;
    const raw = found[2] ?? found[3] ?? '';
    attributes.push({ name: found[1] ?? '', raw, index: end - 1 - raw.length });
  }
  const close = matchAt(TAG_END, text, end);
  return close ? { name: name[1] ?? '', index, end: end + close[0].length, attributes } : undefined;
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}
