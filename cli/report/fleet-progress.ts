import { FleetEvent, HostResult } from '../../fleet/rollout/fleet-event';
import { printable } from '../../lib/config/printable';
import { eventOf } from './documents/event-document';
import { printDocument } from './documents/print-document';
import { LiveLines, print } from './output';
import { palette } from './palette';

/** Tells how a run goes, as it goes. */
export interface FleetProgress {
  take(event: FleetEvent): void;
  /** Leaves the terminal as it should be. */
  end(): void;
}

/** One line per running host on a terminal, one line per result elsewhere. */
export function fleetProgress(hosts: number, stream: NodeJS.WriteStream): FleetProgress {
  return stream.isTTY ? new LiveProgress(hosts, stream) : new PlainProgress(hosts, stream);
}

/** Every event as a line of JSON. */
export class JsonProgress implements FleetProgress {
  take(event: FleetEvent): void {
    printDocument(eventOf(event));
  }

  end(): void {
    // A line needs no end.
  }
}

class PlainProgress implements FleetProgress {
  private done = 0;

  constructor(
    private readonly hosts: number,
    private readonly stream: NodeJS.WriteStream,
  ) {}

  take(event: FleetEvent): void {
    if (event.kind !== 'result') return;
    this.done = (this.done % this.hosts) + 1;
    print(this.stream, `[${this.done}/${this.hosts}] ${resultText(event.result, this.stream)}`);
  }

  end(): void {
    // Every line stands.
  }
}

const REDRAW_MS = 200;

/** Characters; where a cause is made it is shorter. */
const LONGEST_CAUSE = 1000;

interface RunningHost {
  readonly started: number;
  phase: string;
  resource: string;
}

class LiveProgress implements FleetProgress {
  private readonly running = new Map<string, RunningHost>();
  private readonly timer = setInterval(() => this.draw(), REDRAW_MS);
  private readonly lines: LiveLines;
  private done = 0;

  constructor(
    private readonly hosts: number,
    private readonly stream: NodeJS.WriteStream,
  ) {
    this.lines = new LiveLines(stream);
  }

  take(event: FleetEvent): void {
    if (event.kind === 'result') this.finish(event.result);
    else if (event.kind === 'phase' && event.phase === 'waited') this.running.delete(event.address);
    else if (event.kind === 'phase') this.begin(event.address, event.phase);
    else {
      const host = this.running.get(event.address);
      const resource = event.event.hook?.resource?.resource_type;
      if (host && resource) host.resource = resource;
    }
  }

  end(): void {
    clearInterval(this.timer);
    this.lines.clear();
  }

  private begin(address: string, phase: string): void {
    const started = this.running.get(address)?.started ?? Date.now();
    this.running.set(address, { started, phase, resource: '' });
  }

  private finish(result: HostResult): void {
    this.running.delete(result.address);
    this.done = (this.done % this.hosts) + 1;
    this.lines.clear();
    print(this.stream, resultText(result, this.stream));
    this.draw();
  }

  private draw(): void {
    const width = this.stream.columns || 80;
    const lines = [...this.running].map(([address, { started, phase, resource }]) => {
      const seconds = Math.round((Date.now() - started) / 1000);
      return `${address}  ${phase}  ${resource}  ${seconds} s`.slice(0, width - 1);
    });
    lines.push(`${this.done} of ${this.hosts} hosts`);
    this.lines.draw(lines);
  }
}

function resultText({ address, outcome, seconds, cause }: HostResult, stream: NodeJS.WriteStream) {
  const { good, bad } = palette(stream);
  const wrong = outcome === 'failed';
  const verdict = wrong ? bad(`failed: ${printable(cause ?? '', LONGEST_CAUSE)}`) : good(outcome);
  return `${address} ${verdict} (${seconds.toFixed(1)} s)`;
}
