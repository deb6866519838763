import { isIPv4 } from 'node:net';
import { Command, InvalidArgumentError } from 'commander';
import { addApplyOptions, addConfigOption } from '../options/fleet-options';
import type { RetireOptions } from '../actions/retire';
import { finish } from './finish';

export function addRetire(parent: Command): void {
  const command = parent
    .command('retire')
    .description('take down what stands on a host that was taken out of kvm.host.range')
    .argument('<address>', 'of the host', hostAddress)
    .option('--forget', 'the machine is gone: ask nothing of it, and put its state away');
  addApplyOptions(addConfigOption(command)).action(
    async (address: string, options: Omit<RetireOptions, 'parallel'>) => {
      const { retire } = await import('../actions/retire');
      finish(await retire(address, { ...options, parallel: 1 }));
    },
  );
}

function hostAddress(text: string): string {
  if (isIPv4(text)) return text;
  throw new InvalidArgumentError('Allowed is the IPv4 address of one host.');
}
