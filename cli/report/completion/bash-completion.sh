# shellcheck shell=bash
# shellcheck disable=SC2046,SC2086 # names and addresses, which the shell takes for nothing else
# shellcheck disable=SC2154 # what cli/report/completion/bash.ts puts before this
# The hosts of the project, as the last check has recorded them.
_quantum_kvm_hosts() {
  local file
  file=$(readlink -f -- "$config" 2>/dev/null) && file=$(dirname -- "$file")/hosts.lock.json
  [[ -f $file ]] && sed -n "$_quantum_kvm_addresses" "$file" 2>/dev/null
}

# Those words that begin as what is typed, without what bash took for words before: it cuts at = and :.
_quantum_kvm_offer() {
  local word
  for word; do
    word=$lead$word
    [[ $word != "$typed"* ]] || COMPREPLY+=("${word:before}")
  done
}

# A list goes on behind its last comma, a range of hosts behind its colon.
_quantum_kvm_go_on() {
  local value=${typed#"$lead"}
  lead+=${value%"${value##*[,:]}"}
  compopt -o nospace
}

_quantum_kvm() {
  local words=() word last='' typed before lead='' command='' place=1 option='' takes='' ended='' i
  local config=${QUANTUM_KVM_CONFIG:-quantum_server_config.xml}
  local IFS=$' \t\n'
  COMPREPLY=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((${#words[@]})) && [[ $word =~ ^[:=]+$ || $last =~ ^[:=]+$ ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    last=$word
  done
  i=$((${#words[@]} - 1))
  typed=${words[i]}
  [[ ! $last =~ ^[:=]+$ ]] || last=
  before=$((${#typed} - ${#last}))

  for word in "${words[@]:0:i}"; do
    if [[ $takes ]]; then
      [[ $option != --config ]] || config=$word
      takes=
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == --config=* && ! $ended ]]; then
      config=${word#*=}
    elif [[ $word == -* && ! $ended ]]; then
      option=$word
      takes=$(_quantum_kvm_takes "$command" "$word")
    elif [[ ! $command ]]; then
      command=$word
    else
      place=$((place + 1))
    fi
  done

  if [[ ! $takes && ! $ended && $typed == --*=* ]]; then
    lead=${typed%%=*}=
    takes=$(_quantum_kvm_takes "$command" "${typed%%=*}")
  elif [[ ! $takes && ! $ended && $typed == -* ]]; then
    _quantum_kvm_offer $(_quantum_kvm_options "$command")
    return
  elif [[ ! $takes && ! $command ]]; then
    takes='command'
  elif [[ ! $takes ]]; then
    takes=$(_quantum_kvm_takes "$command" "$place")
  fi

  case $takes in
    file) compopt -o default ;;
    folder) compopt -o dirnames ;;
    command) _quantum_kvm_offer $_quantum_kvm_commands ;;
    host) _quantum_kvm_offer $(_quantum_kvm_hosts) ;;
    host=)
      compopt -o nospace
      _quantum_kvm_offer $(_quantum_kvm_hosts | sed 's/$/=/')
      ;;
    hosts)
      _quantum_kvm_go_on
      _quantum_kvm_offer $(_quantum_kvm_hosts)
      ;;
    one\ *) _quantum_kvm_offer ${takes#one } ;;
    some\ *)
      _quantum_kvm_go_on
      _quantum_kvm_offer ${takes#some }
      ;;
  esac
}

complete -F _quantum_kvm quantum-kvm
