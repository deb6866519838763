// docs/schemas/*.json of what the program prints for programs; a test compares them. Needs `npm run build:ts`.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { SCHEMAS, jsonSchema } = require('../dist/cli/report/documents/schemas');

for (const name of Object.keys(SCHEMAS)) {
  const file = join(__dirname, '..', 'docs', 'schemas', `${name}.json`);
  writeFileSync(file, `${JSON.stringify(jsonSchema(name), null, 2)}\n`);
}
