import { Command } from 'commander';
import {
  ChangeOptions,
  addAllowOption,
  addChangeOptions,
  addFleetOptions,
} from '../options/fleet-options';
import { RollingOptions, addRollingOptions } from '../options/rolling-options';
import { StatusOptions, addWatchOption } from '../options/watch-option';
import type { ChangeCommand } from '../actions/change-fleet';
import type { PlanOptions } from '../actions/plan';
import { addAdopt } from './adopt-command';
import { addRetire } from './retire-command';
import { finish } from './finish';

/** What runs Terraform is loaded when it is wanted: the other commands start faster without. */
export function addFleetCommands(parent: Command): void {
  addPlan(parent);
  addDeploy(parent);
  addDestroy(parent);
  addPrepare(parent);
  addStatus(parent);
  addRetire(parent);
  addAdopt(parent);
}

function addPlan(parent: Command): void {
  addFleetOptions(
    parent.command('plan').description('show what would change on all hosts, in one table'),
  )
    .option('--out <folder>', 'keep the plans for "deploy --plan"')
    .option('--markdown', 'print the table as Markdown')
    .option('--json', 'print one JSON event per line, the plan as the last')
    .action(async (options: PlanOptions) => {
      const { plan } = await import('../actions/plan');
      finish(await plan(options));
    });
}

function addDeploy(parent: Command): void {
  const command = parent
    .command('deploy')
    .description(
      'bring all hosts to the configuration, each apart from the failures of the others',
    );
  addRollingOptions(addAllowOption(addChangeOptions(command)))
    .option('--plan <folder>', 'apply exactly the plans that "plan --out" has kept')
    .action((options: ChangeOptions & RollingOptions) =>
      change(
        { name: 'deploy', choiceFor: () => ({}), needsAllowance: true, rolling: options },
        options,
      ),
    );
}

function addDestroy(parent: Command): void {
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

function addPrepare(parent: Command): void {
  const command = parent
    .command('prepare')
    .description('check all hosts and install what they need, without making a VM');
  addChangeOptions(command).action(async (options: ChangeOptions) => {
    const { preparationAddresses } = await import('../../fleet/rollout/target-addresses');
    const choiceFor: ChangeCommand['choiceFor'] = (target) => ({
      targets: preparationAddresses(target),
    });
    await change({ name: 'prepare', choiceFor, needsAllowance: true }, { ...options, allow: [] });
  });
}

async function change(command: ChangeCommand, options: ChangeOptions): Promise<void> {
  const { changeFleet } = await import('../actions/change-fleet');
  finish(await changeFleet(command, options));
}

function addStatus(parent: Command): void {
  const command = parent
    .command('status')
    .description('show all VMs as they are, and what differs from the configuration');
  addWatchOption(addFleetOptions(command))
    .option('--json', 'print one JSON document')
    .action(async (options: StatusOptions) => {
      const { status } = await import('../actions/status');
      finish(await status(options));
    });
}
