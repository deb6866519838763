import { ProviderProgram } from '../../lib/node/provider/provider-program';

/** How a Terraform process is started: a program and its arguments. */
export interface TerraformCommand {
  readonly binary: string;
  readonly args: readonly string[];
  /** Name of the process, where the program's own says nothing. */
  readonly processName?: string;
}

/**
 * Terraform with the bundled providers running already: their program starts it and serves it both. On its own
 * it would start them, and check their hashes, three times for each plan, which costs more than all else that
 * it does. A running provider's hash is not Terraform's to check: its program was verified when it was opened.
 * Initialization goes without: it puts them in place for those who run Terraform themselves.
 *
 * @param provider serves Terraform. @default - Terraform starts the providers itself
 * @throws when the provider has been changed since it was verified
 */
export function terraformCommand(
  binary: string,
  args: readonly string[],
  provider?: Pick<ProviderProgram, 'command' | 'file'>,
): TerraformCommand {
  if (args[0] === 'init' || !provider) return { binary, args };
  return { binary: provider.command, args: ['run', binary, ...args], processName: provider.file };
}
