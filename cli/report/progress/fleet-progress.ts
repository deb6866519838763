import { FleetEvent, HostResult } from '../../../fleet/rollout/fleet-event';
import { TerraformEvent } from '../../../fleet/terraform/terraform-event';
import { printable } from '../../../lib/config/printable';
import { eventOf } from '../documents/event-document';
import { printDocument } from '../documents/print-document';
import { print, redraws } from '../output';
import { palette } from '../palette';
import { HostBoard } from './host-board';

/** What all hosts go through together; each of it has a progress of its own. */
export type Work = 'planning' | 'applying';

/** Tells how one work of a run goes, as it goes. */
export interface FleetProgress {
  take(event: FleetEvent): void;
  /** Leaves the terminal as it should be, what was told apart from what follows. Nothing is told afterwards. */
  end(): void;
}

/** A few lines that replace each other on a terminal, one line per result elsewhere. */
export function fleetProgress(
  work: Work,
  hosts: number,
  stream: NodeJS.WriteStream,
): FleetProgress {
  return redraws(stream) ? new LiveProgress(work, hosts, stream) : new PlainProgress(hosts, stream);
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

/** Between lines of what is still at work, where nothing replaces them. */
const SECONDS_BETWEEN = 60;

class PlainProgress implements FleetProgress {
  private done = 0;
  /** For each object of a host, how many of these times it has been at work. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly hosts: number,
    private readonly stream: NodeJS.WriteStream,
  ) {}

  take(event: FleetEvent): void {
    if (event.kind === 'terraform') this.tellWork(event.address, event.event);
    if (event.kind !== 'result') return;
    this.done += 1;
    print(this.stream, `[${this.done}/${this.hosts}] ${resultText(event.result, this.stream)}`);
  }

  end(): void {
    if (this.done > 0) print(this.stream, '');
  }

  /** Terraform says every ten seconds that an object is still at work, as while its guest is asked to shut down. */
  private tellWork(address: string, { hook }: TerraformEvent): void {
    const seconds = hook?.elapsed_seconds;
    if (!hook?.resource || typeof seconds !== 'number') return;
    const { addr, resource_type: type } = hook.resource;
    const key = JSON.stringify([address, addr]);
    const times = Math.floor(seconds / SECONDS_BETWEEN);
    const isDue = times > (this.told.get(key) ?? 0);
    this.told.set(key, times);
    if (isDue) print(this.stream, `${address} ${objectName(type)}, at work for ${seconds} s`);
  }
}

/** Characters of why a host failed, which is to be one line; the report has all of it. */
const LONGEST_REASON = 160;

class LiveProgress implements FleetProgress {
  private readonly board: HostBoard;
  private readonly phases = new Map<string, string>();
  /** Lines that stay, from which what follows stands apart. */
  private hasTold = false;

  constructor(
    private readonly work: Work,
    hosts: number,
    private readonly stream: NodeJS.WriteStream,
  ) {
    this.board = new HostBoard(work, hosts, stream);
  }

  take(event: FleetEvent): void {
    const { address } = event;
    if (event.kind === 'result') this.finish(event.result);
    else if (event.kind === 'phase' && event.phase === 'waited') this.board.leave(address);
    else if (event.kind === 'phase') {
      this.phases.set(address, event.phase);
      this.board.begin(address, event.phase);
    } else {
      const resource = event.event.hook?.resource?.resource_type;
      if (!resource || !this.board.isRunning(address)) return;
      this.board.begin(address, `${this.phases.get(address) ?? ''} ${objectName(resource)}`);
    }
  }

  end(): void {
    this.board.close();
    if (this.hasTold) print(this.stream, '');
  }

  /** What was planned stands in the table that follows; what failed is known at once. */
  private finish(result: HostResult): void {
    const isFailed = result.outcome === 'failed';
    this.board.finish(result.address, isFailed);
    if (!isFailed && this.work === 'planning') return;
    this.hasTold = true;
    print(this.stream, resultText(result, this.stream));
  }
}

/** Terraform's types in an operator's words. */
const OBJECTS: Readonly<Record<string, string>> = {
  null_resource: 'preparation',
  libvirt_network: 'network',
  libvirt_volume: 'volume',
  libvirt_domain: 'VM',
};

function objectName(type: string): string {
  return OBJECTS[type] ?? type;
}

function resultText({ address, outcome, seconds, cause }: HostResult, stream: NodeJS.WriteStream) {
  const { good, bad } = palette(stream);
  const wrong = outcome === 'failed';
  const verdict = wrong ? bad(`failed: ${reason(cause)}`) : good(outcome);
  return `${address} ${verdict} (${seconds.toFixed(1)} s)`;
}

/** The first sentence of a cause, without what is to be done about it. */
function reason(cause = ''): string {
  const [first = ''] = cause.split(/[;.]\s|\n/, 1);
  return printable(first, LONGEST_REASON);
}
