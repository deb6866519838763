import { Command } from 'commander';
import { hostAddress } from '../options/address-option';
import { addApplyOptions, addConfigOption } from '../options/fleet-options';
import type { RetireOptions } from '../actions/retire/retire';
import { finish } from '../actions/session/finish';

export function addRetire(parent: Command): void {
  const command = parent
    .command('retire')
    .description('take down what stands on a host that was taken out of kvm.host.range')
    .argument('<address>', 'of the host', hostAddress)
    .option('--forget', 'the machine is gone: ask nothing of it, and put its state away');
  command.option(
    '--clean',
    'then remove from the host what else this deployment has put there: key, records, hook, pool',
  );
  addApplyOptions(addConfigOption(command)).action(
    async (address: string, options: Omit<RetireOptions, 'parallel'>) => {
      const { retire } = await import('../actions/retire/retire');
      finish(await retire(address, { ...options, parallel: 1 }));
    },
  );
}
