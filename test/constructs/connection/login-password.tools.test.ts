import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Password } from '../../../lib/config/configuration';
import {
  expressionAgrees,
  passwordExpression,
  seenByExpression,
} from '../../../lib/constructs/connection/login-password';
import { password } from './password';
import { terraformEnvironment } from '../../../lib/node/terraform/terraform-environment';
import { TERRAFORM_BINARY } from '../../fixtures/terraform-binary';

/** What Terraform itself makes of the expression over this XML. */
function evaluate(subject: Password, xml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'password-'));
  try {
    writeFileSync(join(folder, 'config.xml'), xml);
    const expression = passwordExpression(subject, 'config.xml');
    const run = spawnSync(TERRAFORM_BINARY, ['console'], {
      cwd: folder,
      env: terraformEnvironment(),
      input: `nonsensitive(jsonencode(${expression}))\n`,
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(JSON.parse(run.stdout.trim()));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const cases: [string, string, string, Partial<Password>?][] = [
  ['a plain word', 'simple', 'simple'],
  ['ampersand, quotes and spaces', ' Zetta&Stor "1" ', ' Zetta&amp;Stor &quot;1&quot; '],
  ['numeric references', 'A\u00e9\u{1F600}', '&#65;&#xE9;&#x1F600;'],
  ['an escaped reference stays text', '&#65;&lt;', '&amp;#65;&amp;lt;'],
  [
    'template and regular-expression characters',
    '${x} %{y} \\d+ $1 (a|b)',
    '${x} %{y} \\d+ $1 (a|b)',
  ],
  ['nothing at all', '', ''],
];

test.each(cases)('Terraform reads from the XML what the parser read: %s', (_, value, raw) => {
  const xml = `<a>\n<!-- <property name="login.password" value="old"/> -->\n<property name="login.password" value="${raw}"/>\n</a>`;
  expect(expressionAgrees(password(value), seenByExpression(xml))).toBe(true);
  expect(evaluate(password(value), xml)).toBe(value);
});

test('attributes in another order, with single quotes and line breaks, are found as well', () => {
  const subject = password('x"y', "<property\r\n  value='", "' name='login.password' >");
  const xml = `<a><property\r\n  value='x"y' name='login.password' ></property></a>`;
  expect(expressionAgrees(subject, seenByExpression(xml))).toBe(true);
  expect(evaluate(subject, xml)).toBe('x"y');
});

const DECOMPOSED = 'e\u0301';

test.each([
  ['written as letter and accent', DECOMPOSED, DECOMPOSED],
  ['written as letter and reference of the accent', DECOMPOSED, 'e&#x301;'],
  ['of a sign that has another letter as its form', '\u212a', '\u212a'],
])('a password that Terraform would read otherwise is refused: %s', (_, value, raw) => {
  const xml = `<a><property name="login.password" value="${raw}"/></a>`;
  expect(evaluate(password(value), xml)).not.toBe(value);
  expect(expressionAgrees(password(value), seenByExpression(xml))).toBe(false);
});

test('a mark that joins with what stands around the element is refused: Terraform finds none', () => {
  const xml = `<a><property name="login.password" value="planted"/>\u0338</a>`;
  expect(() => evaluate(password('planted'), xml)).toThrow();
  expect(expressionAgrees(password('planted'), seenByExpression(xml))).toBe(false);
});

test.each(['\b', '\f', '\\b', '${x}', '%{ if true }', '\u2028', '"', '\u007f'])(
  'text of the element around the password is found again: %j',
  (text) => {
    const subject = password('x', `<property title='${text}' name="login.password" value="`);
    const xml = `<a>${subject.before}x"/></a>`;
    expect(expressionAgrees(subject, seenByExpression(xml))).toBe(true);
    expect(evaluate(subject, xml)).toBe('x');
  },
);
