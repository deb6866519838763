// Medians and ratios of what bench/run has measured.
//   node bench/table.js FIGURES [--json]
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { tableText } = require(join(__dirname, '..', 'dist/cli/report/layout/table.js'));

const OURS = 'quantum-kvm';
const VERBS = ['deploy', 'nothing', 'plan', 'destroy'];

function figuresIn(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [contender, verb, ...numbers] = line.split(' ');
    const [seconds, user, system, kib] = numbers.map(Number);
    return { contender, verb, seconds, cpuSeconds: user + system, peakMib: kib / 1024 };
  });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function medians(figures) {
  const contenders = [...new Set(figures.map(({ contender }) => contender))];
  return contenders.flatMap((contender) =>
    VERBS.map((verb) => {
      const runs = figures.filter((f) => f.contender === contender && f.verb === verb);
      const of = (name) => median(runs.map((run) => run[name]));
      const fastest = Math.min(...runs.map((run) => run.seconds));
      const slowest = Math.max(...runs.map((run) => run.seconds));
      return {
        contender,
        verb,
        seconds: of('seconds'),
        fastest,
        slowest,
        cpuSeconds: of('cpuSeconds'),
        peakMib: of('peakMib'),
      };
    }),
  );
}

/** How many times as long as quantum-kvm another takes; the floor the other way round. */
function ratios(rows) {
  const secondsOf = (contender, verb) =>
    rows.find((row) => row.contender === contender && row.verb === verb)?.seconds;
  return rows
    .filter(({ contender }) => contender !== OURS && secondsOf(OURS, 'deploy') !== undefined)
    .map(({ contender, verb, seconds }) => {
      const ours = secondsOf(OURS, verb);
      return contender === 'floor'
        ? { ratio: `${OURS} / floor`, verb, value: ours / seconds }
        : { ratio: `${contender} / ${OURS}`, verb, value: seconds / ours };
    });
}

function grid(head, names, cellOf) {
  const rows = names.map((name) => [name, ...VERBS.map((verb) => cellOf(name, verb))]);
  return tableText([head, ...VERBS], rows);
}

function tables(rows, ratioRows) {
  const names = [...new Set(rows.map(({ contender }) => contender))];
  const row = (name, verb) => rows.find((r) => r.contender === name && r.verb === verb);
  const ratioNames = [...new Set(ratioRows.map(({ ratio }) => ratio))];
  const value = (name, verb) => ratioRows.find((r) => r.ratio === name && r.verb === verb).value;
  return [
    grid('seconds (fastest–slowest)', names, (name, verb) => {
      const { seconds, fastest, slowest } = row(name, verb);
      return `${seconds.toFixed(1)} (${fastest.toFixed(1)}–${slowest.toFixed(1)})`;
    }),
    grid('CPU seconds', names, (name, verb) => row(name, verb).cpuSeconds.toFixed(1)),
    grid('peak MiB, one process', names, (name, verb) => row(name, verb).peakMib.toFixed(0)),
    grid('ratio of seconds', ratioNames, (name, verb) => value(name, verb).toFixed(1)),
  ].join('\n');
}

const [file, format] = process.argv.slice(2);
const rows = medians(figuresIn(file));
const ratioRows = ratios(rows);
console.log(
  format === '--json'
    ? JSON.stringify({ rows, ratios: ratioRows }, null, 2)
    : tables(rows, ratioRows),
);
