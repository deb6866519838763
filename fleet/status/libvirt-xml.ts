import { XMLParser } from 'fast-xml-parser';

/** Elements that may stand more than once. */
const LISTS = ['disk', 'graphics', 'interface', 'network'];

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && LISTS.includes(name),
});

/** XML as virsh prints it: attributes and elements by name, those of {@link LISTS} as lists. */
export function parseLibvirtXml<T>(xml: string): T {
  return parser.parse(xml) as T;
}
