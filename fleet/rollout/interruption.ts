/** Whether the run was interrupted: at first nothing new begins, at the second time Terraform is asked to stop. */
export class Interruption {
  private count = 0;
  private readonly controller = new AbortController();
  private readonly running = new Set<{ stop(): void }>();

  /** @param onInterrupt called at each signal how many there were */
  constructor(private readonly onInterrupt: (count: number) => unknown = () => undefined) {}

  /** No more hosts are begun. */
  get asked(): boolean {
    return this.count > 0;
  }

  /** Aborted at the first interruption, for what changes nothing and may end at once. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  interrupt(): void {
    this.count += 1;
    this.onInterrupt(this.count);
    this.controller.abort();
    if (this.count >= 2) this.running.forEach((process) => process.stop());
  }

  /** Runs something that can be stopped while it runs. */
  async watch<T>(process: { run(): Promise<T>; stop(): void }): Promise<T> {
    this.running.add(process);
    try {
      return await process.run();
    } finally {
      this.running.delete(process);
    }
  }

  /** Takes SIGINT and SIGTERM until the work is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const handler = () => this.interrupt();
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    signals.forEach((signal) => process.on(signal, handler));
    try {
      return await work();
    } finally {
      signals.forEach((signal) => process.off(signal, handler));
    }
  }
}
