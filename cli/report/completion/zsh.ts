import { ADDRESSES_OF_HOSTS } from './addresses';
import type {
  CompletableCommand,
  CompletableOption,
  CompletableValue,
  Completion,
} from './completable';

/** The completion script of a command for zsh with compinit: a file of $fpath, or to be sourced. */
export function zshCompletion(root: CompletableCommand): string {
  return `#compdef ${root.name}
# zsh completion of ${root.name}, printed by "${root.name} completion zsh".

_quantum-kvm_commands() {
  local -a commands=(
${root.commands.map(({ name, description }) => `    ${quoted(`${name}:${escaped(description)}`)}`).join('\n')}
  )
  _describe -t commands command commands
}

# The hosts of the project, as the last check has recorded them.
_quantum-kvm_hosts() {
  local config=\${(Q)opt_args[--config]:-\${QUANTUM_KVM_CONFIG:-quantum_server_config.xml}}
  local file=\${config:A:h}/hosts.lock.json
  local -a hosts
  [[ -f $file ]] && hosts=(\${(f)"$(sed -n ${quoted(ADDRESSES_OF_HOSTS)} $file 2>/dev/null)"})
  compadd "$@" -a hosts
}

# With more behind a comma or, of a range, a colon.
_quantum-kvm_host_list() {
  compset -P '*[,:]'
  _quantum-kvm_hosts "$@" -S ''
}

_quantum-kvm() {
  local curcontext=$curcontext state line
  local -A opt_args
  _arguments -C \\
${root.options.map((option) => `    ${optionSpec(option)} \\`).join('\n')}
    '1:command:_quantum-kvm_commands' \\
    '*::argument:->arguments'
  [[ $state == arguments ]] || return
  case $words[1] in
${root.commands.map(commandCase).join('\n')}
  esac
}

if [[ $funcstack[1] == _quantum-kvm ]]; then
  _quantum-kvm "$@"
else
  compdef _quantum-kvm ${root.name}
fi
`;
}

function commandCase(command: CompletableCommand): string {
  const specs = [
    ...command.options.map(optionSpec),
    ...command.arguments.map((value, i) => quoted(`${i + 1}${valueSpec(value)}`)),
  ];
  return `    ${command.name})
      _arguments \\
${specs.map((spec) => `        ${spec}`).join(' \\\n')}
      ;;`;
}

/** `'*--allow=[what it does]:consequence:…'`; without a star an option is offered once. */
function optionSpec({ flags, description, repeatable, value }: CompletableOption): string {
  const each = flags.map((flag) => {
    const others = flags.length > 1 ? `(${flags.join(' ')})` : '';
    const begin = `${repeatable ? '*' : others}${flag}${value ? '=' : ''}`;
    return quoted(`${begin}[${escaped(description)}]${value ? valueSpec(value) : ''}`);
  });
  return each.join(' ');
}

function valueSpec({ name, optional, completion }: CompletableValue): string {
  return `${optional ? '::' : ':'}${escaped(name)}:${action(name, completion)}`;
}

function action(name: string, completion: Completion): string {
  if (typeof completion !== 'string') {
    return 'oneOf' in completion
      ? `(${completion.oneOf.join(' ')})`
      : `_values -s , ${name} ${completion.someOf.join(' ')}`;
  }
  return ACTIONS[completion];
}

const ACTIONS: Readonly<Record<Extract<Completion, string>, string>> = {
  file: '_files',
  folder: '_files -/',
  host: '_quantum-kvm_hosts',
  hosts: '_quantum-kvm_host_list',
  'host=': '_quantum-kvm_hosts -S "="',
  command: '_quantum-kvm_commands',
  nothing: ' ',
};

/** Characters that `_arguments` and `_describe` take for more than themselves. */
function escaped(text: string): string {
  return text.replace(/[\\[\]:$`]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
