import type { Argument, Command, Option } from 'commander';

/** What a value is completed with. */
export type Completion =
  | 'file'
  | 'folder'
  /** A host of the project. */
  | 'host'
  /** Hosts with commas and colons between. */
  | 'hosts'
  /** A host, before `=` and more. */
  | 'host='
  /** A subcommand. */
  | 'command'
  | { readonly oneOf: readonly string[] }
  /** Some of them, with commas between. */
  | { readonly someOf: readonly string[] }
  | 'nothing';

/** The completion of values, by the name that the help has for them. */
export const BY_NAME: Readonly<Record<string, Completion>> = {
  file: 'file',
  folder: 'folder',
  range: 'hosts',
  addresses: 'hosts',
  address: 'host',
  host: 'host',
  'address=fingerprint': 'host=',
  hosts: 'nothing',
  minutes: 'nothing',
  seconds: 'nothing',
  name: 'nothing',
  names: 'nothing',
  command: 'nothing',
};

export interface CompletableValue {
  readonly name: string;
  readonly optional: boolean;
  readonly completion: Completion;
}

export interface CompletableOption {
  /** `-h` and `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly repeatable: boolean;
  /** @default - the option takes none */
  readonly value?: CompletableValue;
}

export interface CompletableCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
  readonly arguments: readonly CompletableValue[];
  readonly commands: readonly CompletableCommand[];
}

/** What the help of a command tells, with that of its subcommands. */
export function completable(command: Command): CompletableCommand {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(option),
    arguments: command.registeredArguments.map((value) => argument(command, value)),
    commands: help.visibleCommands(command).map(completable),
  };
}

function option(option: Option): CompletableOption {
  const { short, long, description, required, optional, argChoices } = option;
  const repeatable = Array.isArray(option.defaultValue);
  const name = /[<[](.+)[>\]]/.exec(option.flags)?.[1] ?? '';
  const ofChoices = argChoices && (repeatable ? { someOf: argChoices } : { oneOf: argChoices });
  const completion = ofChoices ?? BY_NAME[name] ?? 'nothing';
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    repeatable,
    ...((required || optional) && { value: { name, optional, completion } }),
  };
}

function argument(command: Command, argument: Argument): CompletableValue {
  const { argChoices, required } = argument;
  const name = argument.name();
  const byName = command.name() === 'help' ? 'command' : (BY_NAME[name] ?? 'nothing');
  return { name, optional: !required, completion: argChoices ? { oneOf: argChoices } : byName };
}
