import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDRESSES_OF_HOSTS } from './addresses';
import type { CompletableCommand, Completion } from './completable';

/** The completion script of a command for bash 4.1 or newer, with none of the bash-completion package. */
export function bashCompletion(root: CompletableCommand): string {
  return `# bash completion of ${root.name}, printed by "${root.name} completion bash".
_quantum_kvm_commands='${root.commands.map(({ name }) => name).join(' ')}'
_quantum_kvm_addresses='${ADDRESSES_OF_HOSTS}'

# The options of a command.
_quantum_kvm_options() {
  case $1 in
${[{ ...root, name: "''" }, ...root.commands].map(optionsCase).join('\n')}
  esac
}

# What an option of a command takes, or its first, second … argument; nothing for an option without a value.
_quantum_kvm_takes() {
  case "$1 $2" in
${takesCases(root).join('\n')}
  esac
}

${functions()}`;
}

function functions(): string {
  return readFileSync(join(__dirname, 'bash-completion.sh'), 'utf8').replace(
    /^# shellcheck.*\n/gm,
    '',
  );
}

function optionsCase({ name, options }: CompletableCommand): string {
  return `    ${name}) printf %s '${options.flatMap(({ flags }) => flags).join(' ')}' ;;`;
}

/** One case for all that take the same. */
function takesCases(root: CompletableCommand): string[] {
  const places = new Map<string, string[]>();
  for (const command of root.commands) {
    for (const [place, completion] of placesOf(command)) {
      const takes = takesText(completion);
      places.set(takes, [...(places.get(takes) ?? []), `'${command.name} ${place}'`]);
    }
  }
  return [...places].map(
    ([takes, all]) => `    ${all.join(' | \\\n      ')})\n      printf %s '${takes}' ;;`,
  );
}

/** Options and numbers of arguments. An optional value stands in the next word or not: nothing is offered for it. */
function placesOf(command: CompletableCommand): [string, Completion][] {
  const options = command.options.flatMap(({ flags, value }) =>
    value && !value.optional
      ? flags.map((flag): [string, Completion] => [flag, value.completion])
      : [],
  );
  const args = command.arguments.map(({ completion }, i): [string, Completion] => [
    `${i + 1}`,
    completion,
  ]);
  return [...options, ...args];
}

function takesText(completion: Completion): string {
  if (typeof completion === 'string') return completion;
  return 'oneOf' in completion
    ? `one ${completion.oneOf.join(' ')}`
    : `some ${completion.someOf.join(' ')}`;
}
