/** Prints the output of failed tests of a `go test -json` run, then "PASSED FAILED". */
const { readFileSync } = require('node:fs');

const events = readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));
const ended = (action) => events.filter((event) => event.Action === action && event.Test);
const brokenPackages = events.filter((event) => event.Action === 'fail' && !event.Test);

for (const { Package, Test } of [...ended('fail'), ...brokenPackages]) {
  const output = events.filter(
    (e) => e.Action === 'output' && e.Package === Package && e.Test === Test,
  );
  process.stdout.write(output.map((event) => event.Output).join(''));
}
for (const event of events.filter((e) => e.Action === 'build-output'))
  process.stdout.write(event.Output);
const failed = ended('fail').length || brokenPackages.length || (ended('pass').length ? 0 : 1);
console.log(ended('pass').length, failed);
