import { Command } from 'commander';
import { ChangeOptions, addAllowOption, addChangeOptions } from '../options/fleet-options';
import { RollingOptions, addRollingOptions } from '../options/rolling-options';
import { change } from './change';

type DeployOptions = ChangeOptions & RollingOptions & { cutPower?: boolean };

export function addDeploy(parent: Command): void {
  const command = parent
    .command('deploy')
    .description(
      'bring all hosts to the configuration, each apart from the failures of the others',
    );
  addRollingOptions(addAllowOption(addChangeOptions(command)))
    .option('--plan <folder>', 'apply what "plan --out" has kept for review, and nothing else')
    .option(
      '--cut-power',
      'cut the power of a guest that is to be restarted and does not shut down in kvm.shutdown.timeout.seconds',
    )
    .action(({ cutPower, ...options }: DeployOptions) =>
      change(
        {
          ...{ name: 'deploy', choiceFor: () => ({}), needsAllowance: true },
          ...{ rolling: options, cutsPower: cutPower },
        },
        options,
      ),
    );
}
