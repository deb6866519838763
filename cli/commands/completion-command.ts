import { Argument, Command } from 'commander';
import { printAsIs } from '../report/output';

export function addCompletion(parent: Command): void {
  parent
    .command('completion')
    .description('print a script that completes command lines of quantum-kvm')
    .addArgument(new Argument('<shell>', 'that is to run it').choices(['bash', 'zsh']))
    .action(async (shell: 'bash' | 'zsh') => {
      const { completable } = await import('../report/completion/completable');
      const { bashCompletion } = await import('../report/completion/bash');
      const { zshCompletion } = await import('../report/completion/zsh');
      const script = { bash: bashCompletion, zsh: zshCompletion }[shell];
      printAsIs(process.stdout, script(completable(parent)));
    });
}
