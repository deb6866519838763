import { Command } from 'commander';
import { ChangeOptions, addAllowOption, addChangeOptions } from '../options/fleet-options';
import { finish } from '../actions/session/finish';

export function addAdopt(parent: Command): void {
  const command = parent
    .command('adopt')
    .description('take over VMs of the expected names that were not made from here');
  addAllowOption(addChangeOptions(command)).action(async (options: ChangeOptions) => {
    const { adopt } = await import('../actions/adopt');
    finish(await adopt(options));
  });
}
