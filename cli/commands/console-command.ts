import { Command } from 'commander';
import type { ConsoleOptions } from '../actions/console';
import { hostAddress } from '../options/address-option';
import { addConfigOption } from '../options/fleet-options';
import { finish } from '../actions/session/finish';

export function addConsole(parent: Command): void {
  const command = parent
    .command('console')
    .description("open the serial console of a host's VM, or its display, through SSH")
    .argument('<address>', 'of the host', hostAddress)
    .option('--serial', 'the serial console (default)')
    .option('--vnc', 'the display: a tunnel for a VNC viewer')
    .option('--print', 'print the ssh lines, and open nothing');
  addConfigOption(command).action(async (address: string, options: ConsoleOptions) => {
    const { console } = await import('../actions/console');
    finish(await console(address, options));
  });
}
