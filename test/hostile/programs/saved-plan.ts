import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

interface HostRecord {
  plan: string;
  changes: { text: string; consequence: string }[];
}

interface PlanRecord {
  version: number;
  hosts: Record<string, HostRecord>;
}

/** Somebody who gets at the folder of `plan --out` between the review and the deployment. */
export class SavedPlan {
  private readonly recordFile: string;

  constructor(private readonly folder: string) {
    this.recordFile = join(folder, 'plan.json');
  }

  /** Puts other bytes in the place of a host's plan. */
  swap(stackId: string, content: string | Buffer): void {
    writeFileSync(this.file(stackId), content);
  }

  /** The same, with a record that fits. */
  swapWithRecord(address: string, stackId: string, content: string | Buffer): void {
    this.swap(stackId, content);
    const plan = createHash('sha256').update(content).digest('hex');
    this.rewrite(({ hosts }) => Object.assign(hosts[address]!, { plan }));
  }

  /** Gives one host the plan of another, with a record that fits. */
  exchange(address: string, stackId: string, otherStackId: string): void {
    this.swapWithRecord(address, stackId, readFileSync(this.file(otherStackId)));
  }

  truncate(stackId: string): void {
    truncateSync(this.file(stackId), 10);
  }

  take(stackId: string): void {
    rmSync(this.file(stackId));
  }

  /** The same file, by way of a link that can lead elsewhere a moment later. */
  link(stackId: string): void {
    this.linkFile(this.file(stackId));
  }

  linkRecord(): void {
    this.linkFile(this.recordFile);
  }

  /** Reading it would never end. */
  pipe(stackId: string): void {
    this.take(stackId);
    execFileSync('mkfifo', [this.file(stackId)]);
  }

  /** Lets others write something of the folder. */
  open(name = '.'): void {
    chmodSync(join(this.folder, name), name === '.' ? 0o777 : 0o666);
  }

  rewrite(change: (record: PlanRecord) => void): void {
    const record = JSON.parse(readFileSync(this.recordFile, 'utf8')) as PlanRecord;
    change(record);
    writeFileSync(this.recordFile, JSON.stringify(record));
  }

  private file(stackId: string): string {
    return join(this.folder, `${stackId}.tfplan`);
  }

  private linkFile(file: string): void {
    const elsewhere = `${this.folder}.elsewhere`;
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
  }
}
