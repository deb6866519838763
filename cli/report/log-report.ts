import { printableEnds } from '../../lib/config/printable';
import { KeptRun } from '../../fleet/rollout/kept-runs';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { detailForPeople } from '../../fleet/review/consequence-record';
import { Diagnostic, TerraformEvent, terraformEvent } from '../../fleet/terraform/terraform-event';
import { Palette } from './palette';
import { hostResultDocument } from './documents/host-result';
import { runReport, summary } from './run-report';
import { timeText } from './status-report';

/** Characters of one line, and of a warning or an error. */
const LONGEST = 4000;
/** Earlier runs that are named. */
const MOST_RUNS = 20;

/** What Terraform printed for a host, the errors and warnings apart. */
export interface HostLog {
  /** Each once. */
  readonly errors: readonly Diagnostic[];
  /** Each once, without the line that is for programs. */
  readonly warnings: readonly Diagnostic[];
  /** All the rest, in order. */
  readonly lines: readonly LogLine[];
}

export interface LogLine {
  /** ISO 8601; undefined: of a program that crashed, which tells none. */
  readonly time?: string;
  readonly message: string;
}

/** What is kept of a log of any length: so many of its last lines, and of its first errors and warnings. */
const MOST_LINES = 3000;
const MOST_DIAGNOSTICS = 1000;

/** Reads a log: an event of Terraform per line, and what other programs said in between. */
export function hostLog(log: Iterable<string>): HostLog {
  const diagnostics = new Map<string, Diagnostic>();
  let lines: LogLine[] = [];
  let left = 0;
  for (const line of log) {
    if (line.trim() === '') continue;
    const event = terraformEvent(line);
    if (!event.diagnostic) {
      lines.push(logLine(event));
      // Now and then, as it moves all that are kept.
      if (lines.length < 2 * MOST_LINES) continue;
      left += lines.length - MOST_LINES;
      lines = lines.slice(-MOST_LINES);
    } else if (diagnostics.size < MOST_DIAGNOSTICS) {
      const said = forPeople(event.diagnostic);
      diagnostics.set(JSON.stringify(said), said);
    }
  }
  const more = Math.max(0, lines.length - MOST_LINES);
  left += more;
  if (left > 0)
    lines = [{ message: `… ${left} earlier lines are in the file alone` }, ...lines.slice(more)];
  const of = (wanted: Diagnostic['severity']) =>
    [...diagnostics.values()].filter(({ severity }) => severity === wanted);
  return { errors: of('error'), warnings: of('warning'), lines };
}

function forPeople(diagnostic: Diagnostic): Diagnostic {
  const { severity, summary: what, address } = diagnostic;
  const detail = detailForPeople(diagnostic);
  return { severity, summary: what, ...(detail && { detail }), ...(address && { address }) };
}

/** Both ends of a message, each of which may say why: a slice alone would hold all of its line in memory. */
function bounded(message: string): string {
  if (message.length <= LONGEST) return message;
  return Buffer.from(
    `${message.slice(0, LONGEST / 2)} … ${message.slice(-LONGEST / 2)}`,
  ).toString();
}

function logLine(event: TerraformEvent): LogLine {
  const { '@message': message = '', '@timestamp': time } = event;
  return { ...(typeof time === 'string' && { time }), message: bounded(message) };
}

/** A host's log for a person: the result, errors, warnings, and then what else was said. */
export function logText(
  run: KeptRun,
  result: Partial<HostResult> & Pick<HostResult, 'address'>,
  log: HostLog | undefined,
  { bad, caution, strong }: Palette,
): string {
  const { address, outcome, cause } = result;
  const title = `${address}, ${runText(run)}: ${outcome ?? 'no result noted'}`;
  const lines = [strong(title), ...(cause === undefined ? [] : [bad(cut(cause))])];
  if (!log) return [...lines, 'Terraform did not run for this host'].join('\n');
  const told = [
    ...log.errors.map((error) => bad(`error: ${diagnosticText(error)}`)),
    ...log.warnings.map((warning) => caution(`warning: ${diagnosticText(warning)}`)),
  ];
  const rest = log.lines.map(({ time, message }) => `${clock(time)}  ${cut(message)}`);
  return [...lines, ...told, '', ...rest].join('\n');
}

/** How a run went on every host, and which runs were before it. */
export function runText({ name, command, started }: KeptRun): string {
  return `${command} of ${timeText(started)} (${name})`;
}

export function runsText([run, ...earlier]: readonly KeptRun[], colours: Palette): string {
  if (!run) return '';
  const { results } = run;
  const before = earlier.slice(0, MOST_RUNS).map((other) => `  ${outcomeText(other, colours)}`);
  const left = earlier.length - before.length;
  return [
    colours.strong(runText(run)),
    results ? runReport(results, colours).trimEnd() : UNFINISHED,
    ...(before.length > 0 ? ['Earlier runs, for --run:', ...before] : []),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ].join('\n');
}

const UNFINISHED = 'it left no result: it was refused, was ended in between, or still runs';

function outcomeText({ name, results }: KeptRun, colours: Palette): string {
  return `${name}  ${results ? summary(results, colours) : UNFINISHED}`;
}

/** The document of `quantum-kvm log --json`, of runs or of one host in one run. */
export function runDocument({ name, command, started, results }: KeptRun) {
  const run = { name, command, started: started.toISOString() };
  return { ...run, ...(results && { hosts: results.map(hostResultDocument) }) };
}

function diagnosticText({ summary: what, detail, address }: Diagnostic): string {
  const where = address === undefined ? '' : ` (${address})`;
  return cut([`${what}${where}`, detail].filter(Boolean).join(': '));
}

function cut(text: string): string {
  return printableEnds(text, LONGEST);
}

/** In this machine's time. */
function clock(time: string | undefined): string {
  const date = new Date(time ?? '');
  return Number.isNaN(date.getTime()) ? '        ' : timeText(date).slice(-8);
}
