import { setTimeout as sleep } from 'node:timers/promises';
import { addressNumber } from '../../lib/config/addressing/ipv4-address';
import { Interruption } from '../../fleet/rollout/interruption';
import { firstSeen } from '../../fleet/status/first-seen';
import { HostStatus, OnStatus, fleetStatus } from '../../fleet/status/host-status';
import { HostSpec } from '../../lib/machine/host-spec';
import { ExitCode } from '../report/exit-code';
import { Refusal } from './session/refusal';
import { FleetInput, UnusableHost, readFleetInput } from './session/fleet-input';
import { isClosed } from '../report/output';
import { onBoard } from '../report/progress/host-board';
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
  const refusal = askable(fleet).length === 0 ? fleet.refusal : undefined;
  if (interval === undefined || refusal) {
    const round = await askShown(fleet, options);
    const code = told(round, display, metrics);
    return refusal ? refusal.exitCode : code;
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

/** The hosts that are known well enough: also those that nothing could be done on. */
function askable({ specs, failed }: FleetInput): HostSpec[] {
  return [...specs, ...failed.flatMap(({ spec }) => spec ?? [])];
}

/** One round, with a progress on a terminal while it lasts. */
function askShown(fleet: FleetInput, { parallel }: StatusOptions): Promise<StatusRound> {
  return onBoard('asking', askable(fleet).length, process.stderr, (board) =>
    ask(fleet, parallel, undefined, ({ address }, found) => {
      if (found) board?.finish(address, found.fault !== undefined);
      else board?.begin(address);
    }),
  );
}

/** What an interrupted round found is nobody's fault and not remembered. */
async function ask(
  fleet: FleetInput,
  parallel: number,
  signal?: AbortSignal,
  onStatus?: OnStatus,
): Promise<StatusRound> {
  const { failed, input } = fleet;
  const started = Date.now();
  const asked = await fleetStatus(askable(fleet), input.project, parallel, signal, onStatus);
  const causes = new Map(failed.map(({ address, cause }) => [address, cause]));
  const answers = asked.map((host) => {
    const mismatch = causes.get(host.address);
    return mismatch === undefined ? host : { ...host, mismatch };
  });
  const unknown = failed.filter(({ spec }) => spec === undefined).map(notAsked);
  const hosts = [...answers, ...unknown].sort(
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
