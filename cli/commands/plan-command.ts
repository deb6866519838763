import { Command } from 'commander';
import type { PlanOptions } from '../actions/plan';
import { addFleetOptions } from '../options/fleet-options';
import { finish } from '../actions/session/finish';

export function addPlan(parent: Command): void {
  const command = parent
    .command('plan')
    .description('show what would change on all hosts, in one table');
  addFleetOptions(command)
    .option('--out <folder>', 'keep the plans for "deploy --plan"')
    .option('--markdown', 'print the table as Markdown')
    .option('--json', 'print one JSON event per line, the plan as the last')
    .action(async (options: PlanOptions) => {
      const { plan } = await import('../actions/plan');
      finish(await plan(options));
    });
}
