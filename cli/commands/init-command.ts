import { Command } from 'commander';
import type { SiteAnswers } from '../actions/init/site-answers';
import { finish } from '../actions/session/finish';

export function addInit(parent: Command): void {
  parent
    .command('init')
    .description('make the folder of a new site, with all the files that it begins with')
    .argument('[folder]', 'an empty one, or one to be made (default: the current folder)')
    .option('--hosts <range>', 'addresses of the hosts, written like kvm.host.range')
    .option('--bridges <names>', 'the bridge of each NIC, separated by commas')
    .option('--login <name>', 'as whom to log in on the hosts')
    .action(async (folder: string | undefined, options: SiteAnswers) => {
      const { init } = await import('../actions/init/init');
      finish(await init(folder ?? '.', options));
    });
}
