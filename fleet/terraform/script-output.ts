import { CheckRecord, parseRecords } from '../../lib/host-scripts/check-record';

/** Failed records that are kept. */
const MOST_RECORDS = 50;
/** Last words that are kept. */
const MOST_LINES = 5;

/** Lines that a script prints for programs (lib/host-scripts). */
const RECORD = /^(?:BEGIN|PASS|WARN|FAIL|DONE|FACT)\t/;

/** What the provisioners of one resource print: what Terraform says of its connection, then the script's own lines. */
export class ScriptOutput {
  /** Whether a script has begun: the connection and the login did not fail. */
  hasBegun = false;
  /** `FAIL` records, each once. */
  readonly failed: CheckRecord[] = [];
  /** The last lines of the script that are no records. */
  lastWords: string[] = [];

  take(output: string): void {
    for (const line of output.split(/\r?\n/)) this.takeLine(line.trim());
  }

  private takeLine(line: string): void {
    if (line === '') return;
    if (line.startsWith(SCRIPT_BEGIN)) {
      this.hasBegun = true;
      this.lastWords = [];
    } else if (!RECORD.test(line)) {
      this.lastWords = [...this.lastWords, line].slice(-MOST_LINES);
    } else if (this.failed.length < MOST_RECORDS) {
      this.failed.push(...parseRecords(line).filter((record) => this.isNew(record)));
    }
  }

  private isNew({ verdict, id, message }: CheckRecord): boolean {
    if (verdict !== 'fail') return false;
    return !this.failed.some((known) => known.id === id && known.message === message);
  }
}

/** What every script of a provisioner prints before all else. */
const SCRIPT_BEGIN = 'BEGIN\t';
