import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { decodeEntities } from '../../lib/config/xml/xml-entities';
import { UnreadableAnswer } from './unreadable-answer';

/** A definition of a VM with 500 disks is shorter, characters. */
const LONGEST = 256 * 1024;

/** Elements that may stand more than once. */
const LISTS = ['disk', 'graphics', 'interface', 'network'];

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  // Entities of XML alone, one by one: none of a document's own, which could stand for gigabytes.
  processEntities: false,
  tagValueProcessor: (_name, text) => decodeEntities(text) ?? text,
  attributeValueProcessor: (_name, text) => decodeEntities(text) ?? text,
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && LISTS.includes(name),
});

/**
 * XML as virsh prints it: attributes and elements by name, those of {@link LISTS} as lists.
 *
 * @param command that printed it
 * @throws UnreadableAnswer when it is something else than the schema allows
 */
export function parseLibvirtXml<T>(command: string, xml: string, schema: z.ZodType<T>): T {
  const refuse = (fault: string): never => {
    throw new UnreadableAnswer(command, fault);
  };
  if (xml.length > LONGEST) refuse(`${xml.length} characters; allowed are ${LONGEST}`);
  if (/<!(?!--|\[CDATA\[)/.test(xml)) refuse('a document type or another <! declaration');
  const document = `<answer>${xml}</answer>`;
  if (XMLValidator.validate(document) !== true) refuse('no well-formed XML');
  const parsed = schema.safeParse(tree(document) ?? refuse('no well-formed XML'));
  return parsed.success ? parsed.data : refuse(faultOf(parsed.error));
}

function tree(document: string): unknown {
  try {
    const { answer } = parser.parse(document) as { readonly answer: unknown };
    return answer === '' ? {} : answer;
  } catch {
    return undefined;
  }
}

function faultOf({ issues: [first] }: z.ZodError): string {
  const place = first?.path.map(String).join('/');
  return `${place ? `${place} is not` : 'it is not'} what libvirt has there`;
}

/** An element with these attributes and elements; the parser has an empty one as a text. */
export function element<T extends z.ZodRawShape>(shape: T) {
  return z.preprocess((value) => (value === '' ? {} : value), z.object(shape));
}
