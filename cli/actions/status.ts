import { setTimeout as sleep } from 'node:timers/promises';
import { Interruption } from '../../fleet/rollout/interruption';
import { firstSeen } from '../../fleet/status/first-seen';
import { fleetStatus } from '../../fleet/status/host-status';
import { ExitCode } from '../report/exit-code';
import { Refusal } from './refusal';
import { FleetInput, readFleetInput } from './fleet-input';
import { statusDisplay } from '../report/status-display';
import { ReportedHost } from '../report/status-report';
import { StatusOptions, intervalSeconds } from '../options/watch-option';

/** `quantum-kvm status`: 0 all as planned, 3 something differs, 1 a host does not answer, 2 the input is wrong. */
export async function status(options: StatusOptions): Promise<number | Refusal> {
  const fleet = readFleetInput(options);
  if (fleet instanceof Refusal) return fleet;
  const interval = intervalSeconds(options);
  const display = statusDisplay(process.stdout, {
    json: options.json ?? false,
    watches: interval !== undefined,
    leftOvers: fleet.leftOvers,
  });
  if (interval === undefined) {
    const hosts = await ask(fleet, options.parallel);
    display.show(hosts);
    return exitCode(fleet, hosts);
  }
  const interruption = new Interruption();
  return interruption.during(async () => {
    let code: number = ExitCode.done;
    while (!interruption.asked) {
      const hosts = await ask(fleet, options.parallel, interruption.signal);
      if (interruption.asked) break;
      display.show(hosts);
      code = exitCode(fleet, hosts);
      const { signal } = interruption;
      await sleep(interval * 1000, undefined, { signal }).catch(() => undefined);
    }
    return code;
  });
}

/** What an interrupted round found is nobody's fault and not remembered. */
async function ask(
  { specs, input }: FleetInput,
  parallel: number,
  signal?: AbortSignal,
): Promise<ReportedHost[]> {
  const hosts = await fleetStatus(specs, input.project, parallel, signal);
  if (signal?.aborted) return [];
  const since = firstSeen(hosts, input.project.differencesFile);
  return hosts.map((host) => ({ ...host, since: since[host.address] ?? {} }));
}

function exitCode({ hasFailedHosts }: FleetInput, hosts: readonly ReportedHost[]): number {
  if (hasFailedHosts || hosts.some(({ fault }) => fault !== undefined)) return ExitCode.failed;
  const differs = hosts.some(({ differences, facts }) => differences.length + facts.length > 0);
  return differs ? ExitCode.differences : ExitCode.done;
}
