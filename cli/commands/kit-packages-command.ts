import { Command } from 'commander';
import type { KitPackagesOptions } from '../actions/kit-packages';
import { addConfigOption } from '../options/fleet-options';
import { finish } from '../actions/session/finish';

export function addKitPackages(parent: Command): void {
  const command = parent
    .command('kit-packages')
    .description(
      'on a machine with network, fill a folder with the packages that hosts without network need',
    )
    .argument('<folder>', 'for kvm.packages.directory; made if it is not there');
  addConfigOption(command)
    .option('--hosts <range>', 'these hosts of hosts.lock.json alone, written like kvm.host.range')
    .option(
      '--sources <file>',
      "the package sources of the hosts' system, as its package manager has them (default: this machine's own, where it runs the same system)",
    )
    .option('--json', 'print one JSON document')
    .action(async (folder: string, options: KitPackagesOptions) => {
      const { kitPackages } = await import('../actions/kit-packages');
      finish(await kitPackages(folder, options));
    });
}
