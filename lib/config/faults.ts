/** What a person reads of one value. */
const MOST = 20;

/** What is wrong with a value, one sentence each and each once; beyond {@link MOST} they are counted. */
export class Faults {
  private readonly found = new Set<string>();
  private left = 0;

  add(fault: string): void {
    if (this.found.has(fault)) return;
    if (this.found.size < MOST) this.found.add(fault);
    else this.left += 1;
  }

  get sentences(): string[] {
    return [...this.found, ...(this.left > 0 ? [`… and ${this.left} more`] : [])];
  }
}
