import { Command } from 'commander';
import type { LogOptions } from '../actions/log';
import { hostAddress } from '../options/address-option';
import { addConfigOption } from '../options/fleet-options';
import { finish } from '../actions/session/finish';

export function addLog(parent: Command): void {
  const command = parent
    .command('log')
    .description('show how the last run went, or what Terraform said of one host in it')
    .argument(
      '[host]',
      'address of a host: its errors and warnings, then all the rest',
      hostAddress,
    );
  addConfigOption(command)
    .option('--run <name>', 'an earlier run, by its name or how it begins')
    .option('--json', 'print one JSON document')
    .action(async (address: string | undefined, options: LogOptions) => {
      const { log } = await import('../actions/log');
      finish(log(address, options));
    });
}
