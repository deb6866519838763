import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS, jsonSchema } from '../../../cli/report/documents/schemas';

const DOCS = join(__dirname, '..', '..', '..', 'docs');
const NAMES = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[];
const documentation = readFileSync(join(DOCS, 'json.md'), 'utf8');

test.each(NAMES)('docs/schemas/%s.json is what is printed; "npm run schemas" writes it', (name) => {
  const text = readFileSync(join(DOCS, 'schemas', `${name}.json`), 'utf8');
  expect(JSON.parse(text)).toEqual(jsonSchema(name));
});

test('there is a schema of each document and no other', () => {
  expect(readdirSync(join(DOCS, 'schemas')).sort()).toEqual(
    NAMES.map((name) => `${name}.json`).sort(),
  );
});

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | object;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** `hosts[].address`, and so on, of all fields. */
function fields(schema: Schema, path = ''): string[] {
  const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((part) =>
    fields(part, path),
  );
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const field = path === '' ? name : `${path}.${name}`;
    return [field, ...fields(value, field)];
  });
  return [...parts, ...own, ...(schema.items ? fields(schema.items, `${path}[]`) : [])];
}

/** Rows of the tables below a heading of its own, `## \`plan\``. */
function documented(name: string): string[] {
  const [, section = ''] =
    new RegExp(`^## \`${name}\`.*?\\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(documentation) ?? [];
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field]) => field!);
}

test.each(NAMES)('docs/json.md has every field of %s', (name) => {
  // Fields of a host's facts, of its VM and of a compared value stand where these are described.
  const known = new Set(documented(name));
  const all = new Set(fields(jsonSchema(name) as Schema));
  const missing = [...all].filter(
    (field) => !known.has(field) && !/\.(?:expected|actual|before|after)(?:\[\])?\./.test(field),
  );
  expect(missing).toEqual([]);
});
