/** Records for scripts/test.sh of a `jest --json` run: passed, failed or file; seconds; name. */
const { readFileSync } = require('node:fs');
const { relative } = require('node:path');

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const record = (kind, milliseconds, name) =>
  console.log(`${kind}\t${(milliseconds ?? 0) / 1000}\t${name.replace(/\s+/g, ' ')}`);

if (testResults.length === 0) throw new Error('no test ran');

for (const { name, status, startTime, endTime, assertionResults } of testResults) {
  const file = relative('.', name);
  record('file', endTime - startTime, file);
  // A file that does not even load has no tests.
  if (status === 'failed' && assertionResults.every((test) => test.status !== 'failed'))
    record('failed', 0, file);
  for (const test of assertionResults.filter((t) => ['passed', 'failed'].includes(t.status)))
    record(test.status, test.duration, `${file}: ${test.fullName}`);
}
