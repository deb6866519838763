import { Command } from 'commander';
import type { ChangeCommand } from '../actions/change/fleet-change';
import { ChangeOptions, addChangeOptions } from '../options/fleet-options';
import { change } from './change';

export function addDestroy(parent: Command): void {
  const command = parent
    .command('destroy')
    .description('remove the VMs and their disks from all hosts');
  addChangeOptions(command)
    .option('--keep-disks', 'leave the system disks with their data, for the next deploy')
    .action(async ({ keepDisks, ...options }: ChangeOptions & { keepDisks?: boolean }) => {
      const { diskUsers } = await import('../../fleet/rollout/target-addresses');
      const choiceFor: ChangeCommand['choiceFor'] = (target) => ({
        destroy: true,
        ...(keepDisks && { targets: diskUsers(target) }),
      });
      await change(
        { name: 'destroy', choiceFor, needsAllowance: false },
        { ...options, allow: [] },
      );
    });
}
