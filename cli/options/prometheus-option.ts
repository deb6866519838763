import { Command } from 'commander';

export interface PrometheusOptions {
  /** File to keep the metrics of the last round in. */
  readonly prometheus?: string;
}

export function addPrometheusOption(command: Command): Command {
  return command.option(
    '--prometheus <file>',
    "write the round as metrics for the textfile collector of Prometheus' node_exporter; it reads files named *.prom",
  );
}
