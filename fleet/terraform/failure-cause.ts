import { parseRecords } from '../../lib/host-scripts/check-record';
import { Diagnostic, TerraformEvent } from './terraform-event';
import { TerraformEnd } from './terraform-process';

/** What a person reads in one line, characters. */
const LONGEST = 300;

/** Gathers from Terraform's events why a run failed. */
export class FailureCause {
  private readonly errors: Diagnostic[] = [];
  /** Output of a host's script, by resource. */
  private readonly output = new Map<string, string[]>();
  private lastMessage = '';

  take({ type, diagnostic, hook, '@message': message = '' }: TerraformEvent): void {
    if (diagnostic?.severity === 'error') this.errors.push(diagnostic);
    else if (type === 'provision_progress' && hook?.resource && hook.output) {
      const lines = hook.output.split(/\r?\n/).map((line) => line.trim());
      const { addr } = hook.resource;
      this.output.set(addr, [...(this.output.get(addr) ?? []), ...lines.filter(Boolean)]);
    } else if (type === undefined) this.lastMessage = message;
  }

  /** One sentence. */
  sentence(end: TerraformEnd): string {
    switch (end.kind) {
      case 'not started':
        return `Terraform does not start: ${end.reason}`;
      case 'too slow':
        return `no end within ${end.limitSeconds} s; Terraform was stopped with its state written`;
      case 'left running':
        return `no end, and no stop when asked: Terraform still runs as process ${end.pid}`;
      case 'signalled':
        return `Terraform was ended by ${end.signal}; the same command completes what it began`;
      case 'exited':
        return oneLine(
          this.ofErrors() || this.lastMessage || `Terraform ended with ${end.exitCode}`,
        );
    }
  }

  private ofErrors(): string {
    const [first] = this.errors;
    if (!first) return '';
    const others = this.errors.length > 1 ? ` (and ${this.errors.length - 1} more)` : '';
    return `${this.describe(first)}${others}`;
  }

  private describe(error: Diagnostic): string {
    if (/state lock/.test(error.summary)) return lockHeld(error.detail ?? '');
    const script = this.scriptFailures();
    if (/provisioner error/.test(error.summary) && script.length > 0) return script.join('; ');
    return [error.summary, error.detail].filter(Boolean).join(': ');
  }

  /** `FAIL` records of the host's script, else its last line. */
  private scriptFailures(): string[] {
    const lines = [...this.output.values()].flat();
    const failed = parseRecords(lines.join('\n')).filter(({ verdict }) => verdict === 'fail');
    return failed.length > 0
      ? failed.map(({ id, message }) => `${id}: ${message}`)
      : lines.slice(-1);
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
  const flat = text.replace(/[\p{C}\s╷│╵]+/gu, ' ').trim();
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST)}…` : flat;
}
