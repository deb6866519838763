import { Command } from 'commander';
import { addFleetOptions } from '../options/fleet-options';
import { StatusOptions, addWatchOption } from '../options/watch-option';
import { PrometheusOptions, addPrometheusOption } from '../options/prometheus-option';
import { finish } from '../actions/session/finish';

export function addStatus(parent: Command): void {
  const command = parent
    .command('status')
    .description('show all VMs as they are, and what differs from the configuration');
  addPrometheusOption(addWatchOption(addFleetOptions(command)))
    .option('--json', 'print one JSON document')
    .action(async (options: StatusOptions & PrometheusOptions) => {
      const { status } = await import('../actions/status');
      finish(await status(options));
    });
}
