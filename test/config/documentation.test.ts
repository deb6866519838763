import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../lib/config/secret';
import { limits } from '../../lib/config/rules/limits';
import { indexBridgeRule, rules, PropertyRule } from '../../lib/config/rules/rules';
import { parseConfiguration } from '../../lib/config/parse-configuration';
import { told, property, toldOf } from './sample';

const text = readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8');

/** The cells of the row of a property. */
function row(name: string): string[] {
  const line = text.split('\n').find((l) => l.startsWith(`| \`${name}\` `)) ?? '';
  return line
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1);
}

const documented: [string, PropertyRule<unknown>][] = [
  ...Object.entries(rules),
  ['kvm.bridge.indexK.name', indexBridgeRule],
];

test.each(documented)('the documentation of %s has the rule that is checked', (name, rule) => {
  const [, allowed, fallback, example] = row(name);
  expect(allowed).toBe(rule.allowed);
  if (rule.default !== undefined) expect(fallback).toBe(`\`${rule.default}\``);
  else expect(fallback).toMatch(rule.required ? /^required$/ : /^(none|required for each K)$/);
  expect(example).toBe(`\`${rule.example}\``);
});

test.each(documented)(
  'the example and the default of %s are allowed',
  (_, { schema, example, ...rule }) => {
    expect(schema.safeParse(rule.secret ? new Secret(example) : example).success).toBe(true);
    if (rule.default !== undefined) expect(schema.safeParse(rule.default).success).toBe(true);
  },
);

test('the documentation has no property that does not exist', () => {
  const names = [...text.matchAll(/^\| `((?:kvm|login)\.[\w.]+)` /gm)].map(([, name]) => name);
  expect(names.sort()).toEqual(documented.map(([name]) => name).sort());
});

test('the documented limits of the file and the names are the ones checked', () => {
  expect(text).toContain(`at most ${limits.fileBytes} bytes`);
  expect(text).toContain(`${limits.vmNumber.min}…${limits.vmNumber.max}`);
});

test('the documented file reads without a problem', () => {
  const [, example = ''] = /```xml\n(<configurations>[^]*?)```/.exec(text) ?? [];
  expect(toldOf(example)).toEqual([]);
  const { configuration } = parseConfiguration(example, 'f.xml');
  expect(configuration?.hosts.map((h) => h.memorySizeGib)).toEqual([128, 128, 128, 256]);
});

test('the documented override is read', () => {
  const [, element = ''] = /```xml\n(<property [^]*?\n)```/.exec(text) ?? [];
  expect(told({}, element)).toEqual([]);
});

test('the documented problems are told in these words', () => {
  const [first, second] = told({ 'kvm.cpu.percentage': '81' }, property('kvm.autostrat', 'x'));
  const words = (line = '') => line.replace(/^[^ ]+ /, '');
  expect(text).toContain(words(first));
  expect(text).toContain(words(second));
});
