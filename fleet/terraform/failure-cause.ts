import { stripVTControlCharacters } from 'node:util';
import { printableEnds } from '../../lib/config/printable';
import { failureText, withAddress } from '../../lib/host-scripts/check-record';
import { withoutNoise } from './noise';
import { ScriptOutput } from './script-output';
import { Diagnostic, TerraformEvent } from './terraform-event';
import { TerraformEnd } from './terraform-process';

/** What a person reads of one error, characters; a command that is its cure must come through whole. */
const LONGEST = 1000;
/** Errors that are said; the others are counted. */
const MOST_SAID = 3;
/** Errors that are kept. */
const MOST_KEPT = 50;
/** Lines that are kept of what is no event. */
const MOST_LINES = 20;

/** Gathers from Terraform's events why a run failed: by their structure, never by their words. */
export class FailureCause {
  /** @param host address of the host that it is about. @default - cures do not name it */
  constructor(private readonly host = 'ADDRESS') {}

  private readonly errors: Diagnostic[] = [];
  private left = 0;
  /** What provisioners printed, by the address of their resource. */
  private readonly outputs = new Map<string, ScriptOutput>();
  /** Addresses whose provisioner failed. */
  private readonly provisioners = new Set<string>();
  /** Addresses that failed, in the order in which they did: what depends on one of them comes after it. */
  private readonly failed: string[] = [];
  /** What is no event: words of a program that crashed. */
  private readonly lines: string[] = [];

  take({ type, diagnostic, hook, '@message': message = '' }: TerraformEvent): void {
    const address = hook?.resource?.addr;
    if (diagnostic?.severity === 'error') {
      if (this.errors.length < MOST_KEPT) this.errors.push(diagnostic);
      else this.left += 1;
    } else if (type === undefined) {
      if (this.lines.length < MOST_LINES && message.trim() !== '') this.lines.push(message.trim());
    } else if (address === undefined) return;
    else if (type === 'provision_progress') this.outputOf(address).take(hook?.output ?? '');
    else if (type === 'provision_errored') this.provisioners.add(address);
    else if (type === 'apply_errored') this.failed.push(address);
  }

  /** One line: all that failed, its root first, each thing once. */
  sentence(end: TerraformEnd): string {
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
        return (
          this.ofErrors() ||
          this.ofLines() ||
          `Terraform ended with exit code ${end.exitCode} and said nothing`
        );
    }
  }

  /** Whether the first thing that failed was a script that did not come to begin: the connection, or the login. */
  get isConnection(): boolean {
    const [first] = this.ordered();
    const address = first?.address;
    if (address === undefined || !this.provisioners.has(address)) return false;
    const { hasBegun, failed } = this.outputOf(address);
    return !hasBegun && failed.length === 0;
  }

  /** Whether nothing that failed is about a resource: the state, a folder, the program itself. */
  get isOfRun(): boolean {
    return this.failed.length === 0 && this.errors.every(({ address }) => address === undefined);
  }

  /** Whether a step of an apply failed: one that was begun. */
  get hasBegunSteps(): boolean {
    return this.failed.length > 0;
  }

  /** Whether an error names this, as an identity that nothing else has. */
  names(identity: string): boolean {
    return this.errors.some(({ detail = '' }) => detail.includes(identity));
  }

  private outputOf(address: string): ScriptOutput {
    const known = this.outputs.get(address) ?? new ScriptOutput();
    this.outputs.set(address, known);
    return known;
  }

  private ordered(): Diagnostic[] {
    const place = ({ address }: Diagnostic) => {
      const found = address === undefined ? -1 : this.failed.indexOf(address);
      return found < 0 ? this.failed.length : found;
    };
    return [...this.errors].sort((a, b) => place(a) - place(b));
  }

  private ofErrors(): string {
    const byDetail = new Map<string, Diagnostic>();
    for (const error of this.ordered()) {
      const key = error.detail || error.summary;
      // The same words about another resource are the same cause.
      if (!byDetail.has(key) || this.provisioners.has(error.address ?? ''))
        byDetail.set(key, error);
    }
    const said = [...new Set([...byDetail.values()].flatMap((error) => this.describe(error)))];
    const left = Math.max(0, said.length - MOST_SAID) + this.left;
    const others = left > 0 ? ` (and ${left} more)` : '';
    return `${said.slice(0, MOST_SAID).join('; ')}${others}`;
  }

  private describe({ address = '', summary, detail }: Diagnostic): string[] {
    const words = oneLine([summary, detail].filter(Boolean).join(': '));
    if (!this.provisioners.has(address)) return [words];
    const { failed, hasBegun, lastWords } = this.outputOf(address);
    if (failed.length > 0)
      return failed.map((record) => failureText(withAddress(record, this.host)));
    if (!hasBegun || lastWords.length === 0) return [words];
    return [`${words}; the last that it printed: ${oneLine(lastWords.join(' | '))}`];
  }

  private ofLines(): string {
    return oneLine(this.lines.join(' | '));
  }
}

/** Without boxes, line breaks, control characters and what no reader needs. */
function oneLine(text: string): string {
  return printableEnds(withoutNoise(stripVTControlCharacters(text)), LONGEST);
}
