import { join } from 'node:path';
import {
  InstalledProvider,
  installedProviders,
  isInstalled,
} from '../../lib/node/bundled-provider';

/** How a Terraform process is started: a program and its arguments. */
export interface TerraformCommand {
  readonly binary: string;
  readonly args: readonly string[];
}

/**
 * Terraform with the bundled providers running already: their program starts it and serves it both. On its own
 * it would start them, and check their hashes, three times for each plan, which costs more than all else that
 * it does. Initialization goes without: it puts them in place for those who run Terraform themselves.
 */
export function terraformCommand(
  binary: string,
  args: readonly string[],
  providers: readonly InstalledProvider[] = installedProviders(),
): TerraformCommand {
  const provider = providers.find(({ type }) => type === 'libvirt');
  if (args[0] === 'init' || !provider || !isInstalled(provider)) return { binary, args };
  const program = join(provider.folder, `terraform-provider-libvirt_v${provider.version}`);
  return { binary: program, args: ['run', binary, ...args] };
}
