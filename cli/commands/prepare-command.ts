import { Command } from 'commander';
import type { ChangeCommand } from '../actions/change/fleet-change';
import { ChangeOptions, addChangeOptions } from '../options/fleet-options';
import { change } from './change';

export function addPrepare(parent: Command): void {
  const command = parent
    .command('prepare')
    .description('check all hosts and install what they need, without making a VM');
  addChangeOptions(command).action(async (options: ChangeOptions) => {
    const { preparationAddresses } = await import('../../fleet/rollout/target-addresses');
    const choiceFor: ChangeCommand['choiceFor'] = (target) => ({
      targets: preparationAddresses(target),
      ignoresStrays: true,
    });
    await change({ name: 'prepare', choiceFor, needsAllowance: true }, { ...options, allow: [] });
  });
}
