import { inspect } from 'node:util';
import fc from 'fast-check';
import { formatProblems } from '../../lib/config/problem';
import { parseConfiguration } from '../../lib/config/parse-configuration';
import { firstHost, parsed, property, told, toldOf, xml } from './sample';

const PLANTED = 'Hunter2-planted';

test('a file without a password is complete', () => {
  expect(firstHost().login.password).toBeUndefined();
});

test.each([
  ['spaces around it', '  x  ', '  x  '],
  ['only a space', ' ', ' '],
  ['the predefined entities', '&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
  ['numeric references', '&#65;&#x42;&#x1F600;', 'AB😀'],
  ['an entity that stands for an entity', '&amp;lt;', '&lt;'],
  ['a closing bracket and an apostrophe', "a>b'c", "a>b'c"],
  ['other alphabets', 'Пароль-密码', 'Пароль-密码'],
  ['what Terraform and shells expand', '${x}%{y}$(z)`w`\\n', '${x}%{y}$(z)`w`\\n'],
])('a password keeps %s', (_, raw, value) => {
  expect(firstHost({ 'login.password': raw }).login.password?.value.reveal()).toBe(value);
});

test.each([
  ['double quotes', '<property name="login.password" value="p w"/>'],
  ['single quotes', "<property name='login.password' value='p w'/>"],
  ['the value first', '<property value="p w" name="login.password"/>'],
  ['spaces and line breaks', '<property\r\n  name = "login.password"\r\n  value\t= "p w"  />'],
  ['an end tag', '<property name="login.password" value="p w"></property>'],
  [
    'another attribute behind',
    '<property name="login.password" value="p w" note="a>b">x</property>',
  ],
])('the place of a password is its start tag: %s', (_, element) => {
  const text = xml({}, element);
  const password = parseConfiguration(text, 'f.xml').configuration?.hosts[0]?.login.password;
  expect(text).toContain(`${password?.before}p w${password?.after}`);
  expect(password?.before).toMatch(/^<property[^]*["']$/);
  expect(password?.after).toMatch(/^["'][^]*>$/);
  expect(password?.value.reveal()).toBe('p w');
});

test('the place of a password is found behind a byte order mark, other alphabets and line ends of Windows', () => {
  const text = `\uFEFF${xml({}, '<!-- ä😀 -->', property('login.password', 'p&amp;w'))}`.replaceAll(
    '\n',
    '\r\n',
  );
  const password = parseConfiguration(text, 'f.xml').configuration?.hosts[0]?.login.password;
  expect(password).toMatchObject({
    before: '<property name="login.password" value="',
    after: '"/>',
  });
});

test('a host may have a password of its own', () => {
  const own = property('login.password', 'b', '192.168.12.35');
  const { configuration } = parsed({ 'login.password': 'a' }, own);
  expect(configuration?.hosts.map(({ login }) => login.password?.value.reveal())).toEqual([
    'a',
    'b',
    'a',
  ]);
  expect(configuration?.hosts[1]?.login.password?.after).toBe('" host="192.168.12.35"/>');
});

test.each([
  ['empty', '', 'login.password is empty'],
  ['a line break', 'a\nb', 'login.password has a control character'],
  ['a referenced line break', 'a&#10;b', 'login.password has a control character'],
  ['a tab', 'a\tb', 'login.password has a control character'],
  ['the delete character', 'a&#127;b', 'login.password has a control character'],
  ['an unknown entity', 'a&nbsp;b', "login.password has a reference that is not one of XML's own"],
  ['a bare ampersand', 'a&b', "login.password has a reference that is not one of XML's own"],
  [
    'a reference to no character',
    'a&#xD800;',
    "login.password has a reference that is not one of XML's own",
  ],
  ['a reference to zero', 'a&#0;', "login.password has a reference that is not one of XML's own"],
])('a password is refused: %s', (_, raw, reason) => {
  expect(told({ 'login.password': raw })).toEqual([expect.stringContaining(reason)]);
});

const near = (element: string) => xml({}, element);
const planted = property('login.password', PLANTED);

test.each([
  ['two passwords', near(planted + planted)],
  [
    'two passwords for a host',
    near((planted + planted).replaceAll('/>', ' host="192.168.12.34"/>')),
  ],
  ['an unknown entity', near(property('login.password', `${PLANTED}&x;`))],
  ['a control character', near(property('login.password', `${PLANTED}&#7;`))],
  ['a host attribute that is wrong', near(property('login.password', PLANTED, '10.0.0.999'))],
  ['the password as host', near(`<property name="login.password" value="x" host="${PLANTED}"/>`)],
  ['the password in the name', near(property(`login.password:${PLANTED}`, 'x'))],
  ['a quote inside', near(property('login.password', `a"${PLANTED}`))],
  ['two quotes inside', near(property('login.password', `a"${PLANTED}"b`))],
  ['a quote missing at the end', near(`<property name="login.password" value="${PLANTED}/>`)],
  ['a quote missing at the start', near(`<property name="login.password" value=${PLANTED}"/>`)],
  ['no quotes', near(`<property name="login.password" value=${PLANTED}/>`)],
  ['a quote missing at the name', near(`<property name="login.password value="${PLANTED}"/>`)],
  [
    'a quote missing at the name, single quotes',
    near(`<property name="login.password value='${PLANTED}'"/>`),
  ],
  [
    'an element instead of text',
    near(`<property name="login.password" value=""><${PLANTED}></property>`),
  ],
  ['text instead of a value', near(`<property name="login.password">${PLANTED}</property>`)],
  ['a misspelt name', near(property('login.pasword', PLANTED))],
  ['a misspelt attribute', near(`<property name="login.password" val="${PLANTED}"/>`)],
  ['a value given twice', near(`<property name="login.password" value="x" value="${PLANTED}"/>`)],
  [
    'two elements run together',
    near(`<property name="kvm.network.number" v="login.password" value="${PLANTED}"/>`),
  ],
  ['a bracket inside', near(property('login.password', `<${PLANTED}`))],
  ['a bracket after a quote', near(property('login.password', `a"<${PLANTED}>`))],
  ['an ampersand before a quote', near(property('login.password', `&"${PLANTED}`))],
  [
    'a declaration',
    `<!DOCTYPE x [<!ENTITY p "${PLANTED}">]>${near(property('login.password', '&p;'))}`,
  ],
  ['an element that is not closed', `<a>${planted}`],
  ['a closing tag', `<a>${planted}</${PLANTED}>`],
])('no problem shows the password: %s', (_, text) => {
  const problems = toldOf(text);
  expect(problems).not.toEqual([]);
  expect(problems.join('\n')).not.toContain(PLANTED);
});

const markup = [
  '"',
  "'",
  '<',
  '>',
  '&',
  '/',
  ' ',
  '=',
  '<!--',
  '-->',
  ']]>',
  '&#1;',
  '<?',
  'host="',
];

test('no damage to the file makes a problem show the password, or the reader fail', () => {
  const text = xml(
    {},
    property('login.password', PLANTED),
    property('kvm.autostart', 'true', '10.0.0.1'),
  );
  const at = fc.integer({ min: 0, max: text.length });
  const added = fc.oneof(fc.constantFrom('', ...markup), fc.string());
  const edit = fc.tuple(at, fc.integer({ min: 0, max: 12 }), added);
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const damaged = edits.reduce(
        (t, [i, removed, s]) => t.slice(0, i) + s + t.slice(i + removed),
        text,
      );
      const shown = formatProblems(parseConfiguration(damaged, 'f.xml').problems);
      expect(shown).not.toMatch(/Hunter2|planted/);
    }),
    { numRuns: 3000 },
  );
});

test('a configuration that is printed or serialized shows a mask', () => {
  const { configuration } = parsed({ 'login.password': PLANTED });
  expect(inspect(configuration, { depth: null, showHidden: true })).not.toContain(PLANTED);
  expect(JSON.stringify(configuration)).not.toContain(PLANTED);
  expect(String(configuration?.hosts[0]?.login.password?.value)).toBe('(secret)');
});
