import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_PARALLEL } from '../../lib/machine/connection-limits';
import { ALLOWANCES, Allowance } from '../../fleet/review/consequence';

/** Options that every command over the fleet has. */
export interface FleetOptions {
  readonly config?: string;
  /** In the syntax of kvm.host.range. */
  readonly hosts?: string;
  readonly parallel: number;
  readonly json?: boolean;
}

/** Options of the commands that change hosts. */
export interface ChangeOptions extends FleetOptions {
  readonly yes?: boolean;
  readonly allow: readonly Allowance[];
  readonly hostTimeout: number;
  /** Folder of reviewed plans. */
  readonly plan?: string;
}

/** Terraform processes at a time; each takes half a processor and 100 MiB for moments. */
export const PARALLEL_LIMIT = 256;
const HOST_TIMEOUT_MINUTES = { default: 60, least: 1, most: 1440 } as const;

export function addConfigOption(command: Command): Command {
  return command.option(
    '--config <file>',
    'the quantum_server_config.xml (default: QUANTUM_KVM_CONFIG, else the one in the current folder)',
  );
}

export function addFleetOptions(command: Command): Command {
  return addParallelOption(
    addConfigOption(command).option(
      '--hosts <range>',
      'these hosts alone, written like kvm.host.range',
    ),
  );
}

export function addParallelOption(command: Command): Command {
  return command.option(
    '--parallel <hosts>',
    `hosts at a time, 1 to ${PARALLEL_LIMIT}`,
    wholeNumber(1, PARALLEL_LIMIT, 'hosts'),
    DEFAULT_PARALLEL,
  );
}

export function addChangeOptions(command: Command): Command {
  return addApplyOptions(addFleetOptions(command));
}

/** Options of whatever applies a plan. */
export function addApplyOptions(command: Command): Command {
  const { least, most } = HOST_TIMEOUT_MINUTES;
  return command
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON event per line')
    .option(
      '--host-timeout <minutes>',
      `what one host may take, ${least} to ${most}`,
      wholeNumber(least, most, 'minutes'),
      HOST_TIMEOUT_MINUTES.default,
    );
}

export function addAllowOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--allow <consequence>',
      'do also what means this for a guest; may be repeated or joined by commas',
    )
      .choices(Object.values(ALLOWANCES))
      .argParser((text: string, before: readonly Allowance[]) => [...before, ...allowances(text)])
      .default([]),
  );
}

function allowances(text: string): Allowance[] {
  const allowed = Object.values(ALLOWANCES);
  return text.split(',').map((name) => {
    const found = allowed.find((allowance) => allowance === name.trim());
    if (!found) throw new InvalidArgumentError(`Allowed are ${allowed.join(', ')}.`);
    return found;
  });
}

export function wholeNumber(least: number, most: number, unit: string) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed is a whole number of ${unit}, ${least} to ${most}.`);
  };
}
