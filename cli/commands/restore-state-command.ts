import { Command } from 'commander';
import { addConfigOption } from '../options/fleet-options';
import type { RestoreStateOptions } from '../actions/restore-state';
import { finish } from '../actions/session/finish';

export function addRestoreState(parent: Command): void {
  const command = parent
    .command('restore-state')
    .description('put back the states that Terraform could not write (errored.tfstate)')
    .option('--yes', 'do not ask');
  addConfigOption(command).action(async (options: RestoreStateOptions) => {
    const { restoreState } = await import('../actions/restore-state');
    finish(await restoreState(options));
  });
}
