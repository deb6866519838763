import { LeftOver } from '../../fleet/review/left-over';
import { paragraphs } from './layout/wrapped';
import { print, printAlone, printJson, redraws } from './output';
import { palette } from './palette';
import { leftOverText } from './plan-report';
import { ReportedHost, statusReport, timeText } from './status-report';

export interface DisplayOptions {
  readonly json: boolean;
  /** There are more rounds than one. */
  readonly watches: boolean;
  readonly leftOvers: readonly LeftOver[];
}

/** Shows one round after another. */
interface StatusDisplay {
  show(hosts: readonly ReportedHost[]): void;
}

/** Redraws on a terminal; elsewhere appends what has changed, and for programs a document per round. */
export function statusDisplay(
  stream: NodeJS.WriteStream,
  { json, watches, leftOvers }: DisplayOptions,
): StatusDisplay {
  if (json) return { show: (hosts) => writeDocument(stream, hosts, leftOvers) };
  const report = (hosts: readonly ReportedHost[]) =>
    [
      statusReport(hosts, palette(stream)),
      ...(leftOvers.length > 0
        ? ['', paragraphs(leftOverText(leftOvers), palette(stream).width)]
        : []),
    ].join('\n');
  if (!watches) return { show: (hosts) => print(stream, report(hosts)) };
  if (redraws(stream)) {
    return { show: (hosts) => printAlone(stream, `${timeText(new Date())}\n${report(hosts)}`) };
  }
  return new ChangeLog((hosts) => print(stream, `${timeText(new Date())}\n${report(hosts)}`));
}

function writeDocument(
  stream: NodeJS.WriteStream,
  hosts: readonly ReportedHost[],
  leftOvers: readonly LeftOver[],
): void {
  const document = { type: 'status', time: new Date(), hosts, leftOvers };
  printJson(stream, document);
}

/** The hosts that are not as they were in the round before; at first all of them. */
export class ChangeLog implements StatusDisplay {
  private readonly shown = new Map<string, string>();

  constructor(private readonly write: (hosts: readonly ReportedHost[]) => void) {}

  show(hosts: readonly ReportedHost[]): void {
    const changed = hosts.filter((host) => this.shown.get(host.address) !== JSON.stringify(host));
    for (const host of changed) this.shown.set(host.address, JSON.stringify(host));
    if (changed.length > 0) this.write(changed);
  }
}
