/** Prints the output of failed and unfinished tests of a `go test -json` run, then "PASSED FAILED". */
const { readFileSync } = require('node:fs');

const events = readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));
const passed = events.filter((event) => event.Action === 'pass' && event.Test);
const over = new Set(
  events.filter((e) => ['pass', 'skip'].includes(e.Action)).map((e) => `${e.Package} ${e.Test}`),
);
// A test that a time limit or a crash ended has no result of its own.
const failed = events.filter(
  (e) => e.Action === 'run' && e.Test && !over.has(`${e.Package} ${e.Test}`),
);
const brokenPackages = events.filter((event) => event.Action === 'fail' && !event.Test);

for (const { Package, Test } of [...failed, ...brokenPackages]) {
  const output = events.filter(
    (e) => e.Action === 'output' && e.Package === Package && e.Test === Test,
  );
  process.stdout.write(output.map((event) => event.Output).join(''));
}
for (const event of events.filter((e) => e.Action === 'build-output'))
  process.stdout.write(event.Output);
console.log(passed.length, failed.length || brokenPackages.length || (passed.length ? 0 : 1));
