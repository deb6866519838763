/**
 * Prints the output of failed and unfinished tests of a `go test -json` run, and adds records for
 * scripts/test.sh to a file: passed, failed or file; seconds; name.
 */
const { appendFileSync, readFileSync } = require('node:fs');

const [, , results, records] = process.argv;
const events = readFileSync(results, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));

const nameOf = ({ Package = 'go', Test }) =>
  [Package.split('/').pop(), Test].filter(Boolean).join(' ');
const record = (kind, event) =>
  appendFileSync(records, `${kind}\t${event.Elapsed ?? 0}\t${nameOf(event)}\n`);

const ends = events.filter((event) => ['pass', 'fail', 'skip'].includes(event.Action));
const endOf = new Map(ends.map((event) => [`${event.Package} ${event.Test}`, event]));
const packages = ends.filter((event) => !event.Test);
const tests = events
  .filter((event) => event.Action === 'run')
  // A test that a time limit or a crash ended has no end of its own.
  .map((event) => endOf.get(`${event.Package} ${event.Test}`) ?? { ...event, Action: 'fail' });

for (const event of tests.filter(({ Action }) => Action !== 'skip'))
  record(event.Action === 'pass' ? 'passed' : 'failed', event);
for (const event of packages) record('file', event);

const failed = [...tests, ...packages].filter(({ Action }) => Action === 'fail');
// A package that does not build, or whose TestMain fails, has no test that does.
for (const event of packages.filter(({ Action }) => Action === 'fail'))
  if (!tests.some((test) => test.Action === 'fail' && test.Package === event.Package))
    record('failed', event);

for (const { Package, Test } of failed) {
  const output = events.filter(
    (e) => e.Action === 'output' && e.Package === Package && e.Test === Test,
  );
  process.stdout.write(output.map((event) => event.Output).join(''));
}
for (const event of events.filter((e) => e.Action === 'build-output'))
  process.stdout.write(event.Output);
if (tests.length === 0) throw new Error('no test ran');
