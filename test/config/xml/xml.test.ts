import { firstHost, parsed, property, told, toldOf, xml } from '../sample';
import { parseConfiguration } from '../../../lib/config/parse-configuration';

test.each([
  ['a declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${xml()}`],
  [
    'a declaration in small letters',
    `<?xml version='1.0' encoding='utf-8' standalone="yes"?>${xml()}`,
  ],
  ['a byte order mark', `\uFEFF<?xml version="1.0"?>${xml()}`],
  ['line ends of Windows', xml().replaceAll('\n', '\r\n')],
  ['line ends of old Macs', xml().replaceAll('\n', '\r')],
  ['no line ends', xml().replaceAll('\n', '')],
  [
    'comments that look like markup',
    xml({}, '<!-- <!DOCTYPE x> <property name="kvm.cpu.percentage" value="99"/> -->'),
  ],
  [
    'CDATA that looks like markup',
    xml({}, '<![CDATA[<!ELEMENT x> <property name="kvm.cpu.percentage" value="99"/>]]>'),
  ],
  ['a processing instruction', xml({}, '<?tool <!DOCTYPE x> ?>')],
  ['a comment around everything', `<!-- a -->${xml()}<!-- b -->`],
])('%s is no obstacle', (_, text) => {
  expect(toldOf(text)).toEqual([]);
  expect(parseConfiguration(text, 'f.xml').configuration?.hosts).toHaveLength(3);
});

test('properties count at any depth', () => {
  const deep = `${'<a>'.repeat(50)}${property('kvm.autostart', 'false')}${'</a>'.repeat(50)}`;
  expect(firstHost({}, deep).autostart).toBe(false);
  const inside = `<property name="x" value="y">${property('kvm.autostart', 'false')}</property>`;
  expect(firstHost({}, inside).autostart).toBe(false);
});

test('a value may contain a closing bracket', () => {
  expect(told({}, '<property name="other" value="a > b"/>')).toEqual([]);
});

test.each([
  ['empty', '', 1, 1, 'exactly one root element'],
  ['text', 'hello', 1, 1, 'a character stands where none may stand'],
  ['a root that is not closed', '<a>\n<b/>', 1, 1, 'a tag is not closed'],
  ['a tag closed by another', '<a>\n <b>\n</a>', 3, 1, 'a tag is not closed'],
  ['two roots', '<a/>\n<b/>', 2, 1, 'exactly one root element'],
  ['two roots with content', '<a></a>\n<b></b>', 2, 3, 'exactly one root element'],
  ['an attribute without quotes', '<a>\n<property name=x/></a>', 2, 11, 'an attribute'],
  ['an attribute without a value', '<a b/>', 1, 4, 'an attribute'],
  ['an attribute twice', '<a b="1" b="2"/>', 1, 10, 'an attribute'],
  ['attributes without a space', '<a b="1"c="2"/>', 1, 9, 'an attribute'],
  ['a bracket in a value', '<a>\n<b c="<"/></a>', 2, 1, 'an attribute'],
  ['a quote that stays open', '<a>\n<b c="1/></a>', 2, 3, 'an attribute'],
  ['a bare ampersand in text', '<a>\nx & y</a>', 2, 3, 'a character stands where none may stand'],
  [
    'more than a hundred levels',
    '<a>'.repeat(102) + '</a>'.repeat(102),
    1,
    1,
    'nested more than 100 deep',
  ],
  ['a reserved name', '<a><constructor/></a>', 1, 1, 'a name reserved in JavaScript'],
  ['a comment in a value', `<a b="<!-- -->">\n<c/></a>`, 1, 1, 'an attribute'],
])('a file that is no XML is refused at its place: %s', (_, text, line, column, reason) => {
  const problems = toldOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(
    new RegExp(`^f\\.xml:${line}:${column}: error: the file is not well-formed XML: .*${reason}`),
  );
});

test.each([
  ['at the start', '<!DOCTYPE configurations>\n<a/>', 1],
  [
    'after the declaration',
    '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd">\n<a/>',
    2,
  ],
  ['in small letters', '<!doctype a><a/>', 1],
  ['in mixed case', '<!DocType a [<!ENTITY x "y">]><a/>', 1],
  ['with white space', '<!-- x -->\n<!DOCTYPE\n a><a/>', 2],
  ['inside the root', '<a>\n<!DOCTYPE b></a>', 2],
  ['after the root', '<a/>\n<!doctype b>', 2],
  ['as a lone entity', '<a>\n<!ENTITY x "y"></a>', 2],
  ['after a comment that holds another', '<!-- <!DOCTYPE a> -->\n<!DOCTYPE a><a/>', 2],
])('a document type is refused: %s', (_, text, line) => {
  expect(toldOf(text)).toEqual([
    expect.stringMatching(
      new RegExp(`^f\\.xml:${line}:\\d+: error: the file has a DOCTYPE or another <! declaration`),
    ),
  ]);
});

test.each([
  ['a comment at the end', '<a/>\n<!-- '],
  ['a comment in the root', '<a>\n<!-- </a>'],
  ['a comment closed wrongly', '<a>\n<!-- --></a><!--  ->'],
  ['a CDATA section', '<a>\n<![CDATA[ ]] ></a>'],
])('%s that stays open is refused', (_, text) => {
  expect(toldOf(text)).toEqual([
    expect.stringMatching(/^f\.xml:2:\d+: error: a comment or CDATA section stays open; /),
  ]);
});

test.each(['ISO-8859-1', 'UTF-16', 'US-ASCII', 'utf8', ''])(
  'the encoding "%s" is refused',
  (encoding) => {
    expect(toldOf(`<?xml version="1.0" encoding="${encoding}"?><a/>`)).toEqual([
      expect.stringContaining(
        'f.xml:1:1: error: the XML declaration names an encoding other than UTF-8',
      ),
    ]);
  },
);

test.each([
  ['an unknown entity', 'br&nbsp;0', "a reference that is not one of XML's own"],
  ['a bare ampersand', 'br&0', "a reference that is not one of XML's own"],
  ['an entity without an end', 'br&amp', "a reference that is not one of XML's own"],
  ['a name of the language', 'br&constructor;', "a reference that is not one of XML's own"],
  ['a referenced line break', 'br&#10;0', 'a control character'],
  ['a control character', 'br\u0007', 'a control character'],
  ['an escape of the terminal', 'br&#x9b;0', 'a control character'],
])('%s in a value of ours is refused', (_, value, reason) => {
  expect(told({ 'kvm.bridge.base.name': value })).toEqual([
    expect.stringContaining(`f.xml:9:46: error: kvm.bridge.base.name has ${reason}`),
  ]);
});

test('references in names and values are read', () => {
  expect(firstHost({}, '<property name="kvm&#46;autostart" value="f&#x61;lse"/>').autostart).toBe(
    false,
  );
});

test('a thousand hosts with a value each are read', () => {
  const networks = [0, 1, 2, 3].map((c) => `10.0.${c}.1:10.0.${c}.250`).join(',');
  const own = Array.from({ length: 1000 }, (_, i) =>
    property('kvm.memory.size.gb', '64', `10.0.${Math.floor(i / 250)}.${(i % 250) + 1}`),
  );
  const prefixes = [1, 2, 3].map((c) =>
    property('kvm.prefix.string', `v${c}-`, `10.0.${c}.1:10.0.${c}.250`),
  );
  const { configuration } = parsed({ 'kvm.host.range': networks }, ...own, ...prefixes);
  expect(configuration?.hosts).toHaveLength(1000);
});

test.each(['<!--', '<?', '<![CDATA[', '&', '<a ', '"', ' '])(
  'a file full of %s is refused',
  (part) => {
    expect(toldOf(`<a>${part.repeat(900000 / part.length)}</a>`)).not.toEqual([]);
  },
);
