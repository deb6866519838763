import { stripVTControlCharacters } from 'node:util';
import { printable } from '../../lib/config/printable';
import { CheckRecord, parseRecords } from '../../lib/host-scripts/check-record';
import { Diagnostic, TerraformEvent } from './terraform-event';
import { TerraformEnd } from './terraform-process';

/** What a person reads in one line, characters. */
const LONGEST = 300;

/** Errors and failed records that are kept; the others are counted. */
const MOST_KEPT = 50;

/** Gathers from Terraform's events why a run failed. */
export class FailureCause {
  private firstError?: Diagnostic;
  private errors = 0;
  /** `FAIL` records of the host's script. */
  private readonly failed: CheckRecord[] = [];
  private lastLine = '';
  private lastMessage = '';

  take({ type, diagnostic, hook, '@message': message = '' }: TerraformEvent): void {
    if (diagnostic?.severity === 'error') {
      this.firstError ??= diagnostic;
      this.errors += 1;
    } else if (type === 'provision_progress' && hook?.resource && hook.output) {
      this.takeOutput(hook.output);
    } else if (type === undefined) this.lastMessage = message;
  }

  private takeOutput(output: string): void {
    const lines = output.split(/\r?\n/).flatMap((line) => line.trim() || []);
    this.lastLine = lines.at(-1) ?? this.lastLine;
    const failed = parseRecords(lines.join('\n')).filter(({ verdict }) => verdict === 'fail');
    this.failed.push(...failed.slice(0, MOST_KEPT - this.failed.length));
  }

  /** One sentence. */
  sentence(end: TerraformEnd): string {
    return oneLine(this.reason(end));
  }

  private reason(end: TerraformEnd): string {
    switch (end.kind) {
      case 'not started':
        return `Terraform does not start: ${end.reason}`;
      case 'too slow':
        return `no end within ${end.limitSeconds} s; Terraform was stopped with its state written`;
      case 'too much output':
        return 'more output than any apply makes; Terraform was stopped with its state written: see what answers on the host in place of a shell';
      case 'left running':
        return `no end, and no stop when asked: Terraform still runs as process ${end.pid}`;
      case 'signalled':
        return `Terraform was ended by ${end.signal}; the same command completes what it began`;
      case 'exited':
        return this.ofErrors() || this.lastMessage || `Terraform ended with ${end.exitCode}`;
    }
  }

  private ofErrors(): string {
    if (!this.firstError) return '';
    const others = this.errors > 1 ? ` (and ${this.errors - 1} more)` : '';
    return `${oneLine(this.describe(this.firstError))}${others}`;
  }

  private describe(error: Diagnostic): string {
    if (/state lock/.test(error.summary)) return lockHeld(error.detail ?? '');
    const script = this.scriptFailures();
    if (/provisioner error/.test(error.summary) && script.length > 0) return script.join('; ');
    return [error.summary, error.detail].filter(Boolean).join(': ');
  }

  /** `FAIL` records of the host's script, else its last line. */
  private scriptFailures(): string[] {
    const [first] = this.failed;
    if (!first) return this.lastLine === '' ? [] : [this.lastLine];
    return this.failed.map(({ id, message }) => `${id}: ${message}`);
  }
}

function lockHeld(detail: string): string {
  const field = (name: string) => new RegExp(`${name}:\\s*(.+)`).exec(detail)?.[1]?.trim();
  const [who, operation, created] = [field('Who'), field('Operation'), field('Created')];
  if (who === undefined)
    return 'another program holds the lock of the state; let it end, and repeat';
  return `the state is locked by another Terraform: ${operation} of ${who} since ${created}; let it end, and repeat`;
}

/** Without boxes, line breaks and control characters. */
function oneLine(text: string): string {
  const flat = text.slice(0, 16 * LONGEST).replace(/[╷│╵]/g, ' ');
  return printable(stripVTControlCharacters(flat).replace(/\s+/g, ' '), LONGEST);
}
