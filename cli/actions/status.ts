import { setTimeout as sleep } from 'node:timers/promises';
import { addressNumber } from '../../lib/config/addressing/ipv4-address';
import { Interruption } from '../../fleet/rollout/interruption';
import { firstSeen } from '../../fleet/status/first-seen';
import { HostStatus, fleetStatus } from '../../fleet/status/host-status';
import { ExitCode } from '../report/exit-code';
import { Refusal } from './refusal';
import { FleetInput, UnusableHost, readFleetInput } from './fleet-input';
import { isClosed } from '../report/output';
import { StatusDisplay, statusDisplay } from '../report/status-display';
import { StatusRound, exitCodeOf } from '../report/status-round';
import { PrometheusOptions } from '../options/prometheus-option';
import { PrometheusFile } from './prometheus-file';
import { StatusOptions, intervalSeconds } from '../options/watch-option';

/** `quantum-kvm status`: 0 all as planned, 3 something differs, 1 a host does not answer, 2 the input is wrong. */
export async function status(
  options: StatusOptions & PrometheusOptions,
): Promise<number | Refusal> {
  const fleet = readFleetInput(options);
  if (fleet instanceof Refusal) return fleet;
  const metrics =
    options.prometheus === undefined
      ? undefined
      : PrometheusFile.in(options.prometheus, fleet.input.project.configFile);
  if (metrics instanceof Refusal) return metrics;
  const interval = intervalSeconds(options);
  const display = statusDisplay(process.stdout, {
    json: options.json ?? false,
    watches: interval !== undefined,
    leftOvers: fleet.leftOvers,
  });
  if (interval === undefined || fleet.refusal) {
    const round = await ask(fleet, options.parallel);
    const code = told(round, display, metrics);
    return fleet.refusal ?? code;
  }
  const interruption = new Interruption();
  return interruption.during(async () => {
    let code: number = ExitCode.done;
    while (!interruption.asked && !isClosed(process.stdout)) {
      const round = await ask(fleet, options.parallel, interruption.signal);
      if (interruption.asked) break;
      code = told(round, display, metrics);
      const { signal } = interruption;
      await sleep(interval * 1000, undefined, { signal }).catch(() => undefined);
    }
    return code;
  });
}

/** Shows a round and keeps its metrics; the exit code. */
function told(round: StatusRound, display: StatusDisplay, metrics?: PrometheusFile): number {
  const isWritten = metrics?.write(round) ?? true;
  display.show(round);
  return isWritten ? exitCodeOf(round) : ExitCode.failed;
}

/** What an interrupted round found is nobody's fault and not remembered. */
async function ask(
  { specs, failed, input }: FleetInput,
  parallel: number,
  signal?: AbortSignal,
): Promise<StatusRound> {
  const started = Date.now();
  const asked = await fleetStatus(specs, input.project, parallel, signal);
  const hosts = [...asked, ...failed.map(notAsked)].sort(
    (a, b) => addressNumber(a.address) - addressNumber(b.address),
  );
  const time = new Date();
  return {
    time,
    seconds: (time.getTime() - started) / 1000,
    hosts: signal?.aborted ? [] : firstSeen(hosts, input.project.differencesFile, time),
  };
}

function notAsked({ address, machineName, cause }: UnusableHost): HostStatus {
  return { address, machineName, fault: cause, notAsked: true, differences: [], facts: [] };
}
