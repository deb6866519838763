import { DIFFERENCES, FACTS } from '../../fleet/status/difference';
import { RUNNING } from '../../lib/machine/power-state';
import { StatusRound } from './status-round';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A round in the text format of Prometheus, for the textfile collector of node_exporter.
 *
 * @param configuration path of the XML: it tells the samples of two deployments in one folder of files apart
 * @see https://prometheus.io/docs/instrumenting/exposition_formats
 */
export function prometheusText(round: StatusRound, configuration: string): string {
  return metrics(round)
    .flatMap(({ name, help, samples }) => [
      `# HELP ${name} ${escapedHelp(help)}`,
      `# TYPE ${name} gauge`,
      ...samples.map(
        ({ labels, value }) => `${name}${labelText({ configuration, ...labels })} ${value}`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function metrics({ hosts, time, seconds }: StatusRound): Metric[] {
  const ofHost = ({ address, machineName }: (typeof hosts)[number]) => ({
    address,
    vm: machineName,
  });
  const flag = (of: (host: (typeof hosts)[number]) => boolean): Sample[] =>
    hosts.map((host) => ({ labels: ofHost(host), value: of(host) ? 1 : 0 }));
  const answers = ({ machine }: (typeof hosts)[number]) => machine !== undefined;
  const runs = ({ machine }: (typeof hosts)[number]) => machine?.state === RUNNING;
  return [
    metric('hosts', 'Hosts of the deployment.', hosts.length),
    metric('hosts_answering', 'Hosts that have answered.', hosts.filter(answers).length),
    metric('vms_running', 'VMs that run, on hosts that have answered.', hosts.filter(runs).length),
    {
      name: named('differences'),
      help: 'Differences from the configuration, on hosts that have answered.',
      samples: byKind(
        DIFFERENCES,
        hosts.flatMap(({ differences }) => differences),
      ),
    },
    {
      name: named('facts_untrue'),
      help: 'Recorded facts and preparations that hold no longer, on hosts that have answered.',
      samples: byKind(
        FACTS,
        hosts.flatMap(({ facts }) => facts),
      ),
    },
    {
      name: named('host_answering'),
      help: 'Whether the host has answered.',
      samples: flag(answers),
    },
    { name: named('vm_running'), help: 'Whether the VM is known to run.', samples: flag(runs) },
    metric('round_duration_seconds', 'Time that asking all hosts took.', seconds),
    metric(
      'round_timestamp_seconds',
      'Time at which all hosts had been asked, since 1970.',
      time.getTime() / 1000,
    ),
  ].filter(({ samples }) => samples.length > 0);
}

function metric(name: string, help: string, value: number): Metric {
  return { name: named(name), help, samples: [{ value }] };
}

function named(name: string): string {
  return `quantum_kvm_${name}`;
}

/** Every kind, also those that are not found: a series that vanishes raises no alarm. */
function byKind(kinds: object, found: readonly { readonly id: string }[]): Sample[] {
  const counts = new Map(Object.keys(kinds).map((kind) => [kind, 0]));
  for (const { id } of found) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([kind, value]) => ({ labels: { kind }, value }));
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapedLabel(value)}"`);
  return `{${pairs.join(',')}}`;
}

function escapedHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapedLabel(text: string): string {
  return escapedHelp(text).replaceAll('"', '\\"');
}
