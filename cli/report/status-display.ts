import { LeftOver } from '../../fleet/review/left-over';
import { DatedHostStatus } from '../../fleet/status/first-seen';
import { printDocument } from './documents/print-document';
import { statusOf } from './documents/status-document';
import { print, printAlone, redraws } from './output';
import { palette } from './palette';
import { leftOverText } from './plan-report';
import { statusReport, timeText } from './status-report';
import { StatusRound } from './status-round';

export interface DisplayOptions {
  readonly json: boolean;
  /** There are more rounds than one. */
  readonly watches: boolean;
  readonly leftOvers: readonly LeftOver[];
}

/** Shows one round after another. */
export interface StatusDisplay {
  show(round: StatusRound): void;
}

/** Redraws on a terminal; elsewhere appends what has changed, and for programs a document per round. */
export function statusDisplay(
  stream: NodeJS.WriteStream,
  { json, watches, leftOvers }: DisplayOptions,
): StatusDisplay {
  if (json) return { show: (round) => printDocument(statusOf(round, leftOvers), stream) };
  const report = (hosts: readonly DatedHostStatus[]) =>
    [
      statusReport(hosts, palette(stream)),
      ...(leftOvers.length > 0 ? ['', leftOverText(leftOvers)] : []),
    ].join('\n');
  if (!watches) return { show: ({ hosts }) => print(stream, report(hosts)) };
  const dated = ({ time, hosts }: StatusRound) => `${timeText(time)}\n${report(hosts)}`;
  if (redraws(stream)) return { show: (round) => printAlone(stream, dated(round)) };
  return new ChangeLog((round) => print(stream, dated(round)));
}

/** The hosts that are not as they were in the round before; at first all of them. */
export class ChangeLog implements StatusDisplay {
  private readonly shown = new Map<string, string>();

  constructor(private readonly write: (round: StatusRound) => void) {}

  show(round: StatusRound): void {
    const changed = round.hosts.filter(
      (host) => this.shown.get(host.address) !== JSON.stringify(host),
    );
    for (const host of changed) this.shown.set(host.address, JSON.stringify(host));
    if (changed.length > 0) this.write({ ...round, hosts: changed });
  }
}
