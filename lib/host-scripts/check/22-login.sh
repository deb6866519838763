# What sshd lets the login do: a deployment comes by the deployment's key from the preparation on, runs scripts,
# and reaches libvirt's socket through the connection.

readonly RELOAD='then run "systemctl reload sshd" (Debian, Ubuntu: ssh)'
readonly SSHD_CONFIG='in /etc/ssh/sshd_config, or in the Match block there that holds for this login'

# let_sshd SETTING…: the command that gives this login settings of its own, which count more than those for all.
let_sshd() {
  # shellcheck disable=SC2028 # for the printf of the operator
  printf 'run "printf '\''\\nMatch User %s\\n' "$login"
  printf '%s\\n' "$@"
  printf "' >>/etc/ssh/sshd_config%s\" on the host (where a Match block there sets it already, change it in that)" "$(reload_command)"
}

# Without systemd, whoever runs the host knows how sshd reads its settings again.
reload_command() {
  [ -d "$root/run/systemd/system" ] || return 0
  if [ -e "$root/lib/systemd/system/ssh.service" ] || [ -e "$root/usr/lib/systemd/system/ssh.service" ]; then
    echo ' && systemctl reload ssh'
  else
    echo ' && systemctl reload sshd'
  fi
}

check_login() {
  find_login
  [ -n "$ssh_connection" ] || return 0
  if ! find_sshd; then
    warn login.sshd "the login is served by ${ssh_server:-a program that cannot be seen}, not by sshd: whether it takes the deployment's key, and lets libvirt's socket be reached, is not known" \
      "see that it takes keys from $login_home/.ssh/authorized_keys and forwards to Unix sockets, or let sshd serve login.port"
  elif ! read_sshd_settings "$login"; then
    warn login.sshd "sshd does not tell its settings, so whether it takes the deployment's key is not known: $(printf '%s\n' "$sshd_settings" | tail -n 1 | tr '\t' ' ')" \
      "see \"$sshd_program -T\" on the host; what stops it there also stops sshd at its next start"
  else
    pass login.sshd "$sshd_program"
    check_key_login
    check_forwarding
  fi
}

# Settings are read from the files of sshd: what this login has shown counts more, until sshd is started again.
check_key_login() {
  key_fault='' key_cure='' contradicted=''
  [ "${QK_LOGIN_METHOD:-}" != key ] || contradicted=yes
  if key_users && key_methods && key_algorithm && key_place && key_modes && key_refused; then
    case ${QK_LOGIN_METHOD:-} in
      key) pass login.key "the deployment's key opened this login" ;;
      password) check_prepared_key ;;
      *) pass login.key "sshd takes keys of $login from $key_file" ;;
    esac
  elif [ -n "$contradicted" ]; then
    warn login.key "this login was let in, but by its files sshd will refuse the deployment's key from its next start on: $key_fault" "$key_cure"
  elif [ "${QK_PURPOSE:-check}" = deployment ]; then
    # What opened this login is not known here.
    warn login.key "by the settings of sshd the deployment's key does not open this login: $key_fault" "$key_cure"
  else
    fail login.key "the deployment's key will not open this login: $key_fault" "$key_cure"
  fi
}

# Of a host that was prepared for the VM the key is expected to be there.
check_prepared_key() {
  if [ -n "$vm_name" ] && is_prepared && [ -n "${QK_AUTHORIZED_KEY:-}" ] && ! key_options "$key_file" >/dev/null; then
    warn login.key "the host was prepared, but the deployment's key is no longer in $key_file, where sshd has keys of $login from" \
      'run "quantum-kvm prepare", which authorizes it again by login.password'
  else
    pass login.key "sshd takes keys of $login from $key_file"
  fi
}

# key_problem FAULT CURE
key_problem() {
  key_fault=$1 key_cure=$2
  return 1
}

key_methods() {
  [ "$(setting pubkeyauthentication)" != no ] ||
    key_problem 'sshd has PubkeyAuthentication no' "$(let_sshd 'PubkeyAuthentication yes')" || return
  case " $(setting authenticationmethods) " in
    '  ' | *' any '* | *' publickey '*) ;;
    *)
      key_problem "sshd has AuthenticationMethods $(setting authenticationmethods), which a key alone does not satisfy" \
        "$(let_sshd 'AuthenticationMethods publickey')"
      return
      ;;
  esac
}

# is_listed SETTING NAME…: whether one of the names is in the list; a list with exceptions or networks is not judged.
is_listed() {
  patterns=$(setting "$1")
  shift
  for name in "$@"; do
    # shellcheck disable=SC2254 # patterns
    while read -r pattern; do
      case $pattern in *@*) case ${ssh_connection%% *} in ${pattern##*@}) ;; *) continue ;; esac ;; esac
      case $name in ${pattern%@*}) return 0 ;; esac
    done <<END
$patterns
END
  done
  return 1
}

is_judged() { case $(setting "$1") in *!* | */*) return 1 ;; esac; }

# Who is let in at all, which this login was.
key_users() {
  groups=$(id -nG "$login" 2>/dev/null)
  case $login,$(setting permitrootlogin) in
    root,no | root,forced-commands-only)
      user_problem "sshd has PermitRootLogin $(setting permitrootlogin)" \
        "$(let_sshd 'PermitRootLogin prohibit-password')" || return
      ;;
  esac
  for denied in denyusers denygroups; do
    # shellcheck disable=SC2046 # names
    if is_judged $denied && is_listed $denied $(names_for $denied); then
      user_problem "sshd has $login in $denied" "take it out $SSHD_CONFIG, $RELOAD" || return
    fi
  done
  for allowed in allowusers allowgroups; do
    # shellcheck disable=SC2046 # names
    if [ -n "$(setting $allowed)" ] && is_judged $allowed && ! is_listed $allowed $(names_for $allowed); then
      user_problem "sshd has $allowed without $login" "add it $SSHD_CONFIG, $RELOAD" || return
    fi
  done
}

names_for() { case $1 in *groups) echo "$groups" ;; *) echo "$login" ;; esac; }

user_problem() {
  contradicted=yes
  key_problem "$@"
}

key_algorithm() {
  accepted=$(setting pubkeyacceptedalgorithms)
  accepted=${accepted:-$(setting pubkeyacceptedkeytypes)}
  [ -n "${QK_AUTHORIZED_KEY:-}" ] && [ -n "$accepted" ] || return 0
  type=${QK_AUTHORIZED_KEY%% *}
  case $type in ssh-rsa) signatures='rsa-sha2-256 rsa-sha2-512 ssh-rsa' ;; *) signatures=$type ;; esac
  set -f
  for pattern in $(echo "$accepted" | tr ',' ' '); do
    for signature in $signatures; do
      # shellcheck disable=SC2254 # patterns
      case $signature in $pattern) set +f; return 0 ;; esac
    done
  done
  set +f
  key_problem "sshd takes no key of type $type (PubkeyAcceptedAlgorithms $(echo "$accepted" | cut -c 1-200))" \
    "add $type there $SSHD_CONFIG, $RELOAD; or name a key of another type in login.key.file"
}

# Sets key_file: where the key is, or where preparation puts it.
key_place() {
  key_file=''
  [ -z "${QK_AUTHORIZED_KEY:-}" ] || key_file=$(file_with_key)
  [ -z "$key_file" ] || return 0
  key_file=$(own_key_file)
  [ -z "$key_file" ] || return 0
  [ "${QK_LOGIN_METHOD:-}" != key ] || { key_file='elsewhere'; return 0; }
  shared=$(key_files | head -n 1)
  program=$(setting authorizedkeyscommand)
  if [ -n "$shared" ]; then
    key_problem "sshd has the keys of all users from $shared, into which nothing is put from here" \
      "$(let_sshd 'AuthorizedKeysFile .ssh/authorized_keys'); or add the public key to $shared by hand, if it may open all logins"
  elif [ "${program:-none}" != none ]; then
    key_problem "sshd has keys from the program $program alone" \
      "$(let_sshd 'AuthorizedKeysFile .ssh/authorized_keys'); or let the program give the deployment's public key for $login"
  else
    key_problem 'sshd has keys from no file (AuthorizedKeysFile none)' \
      "$(let_sshd 'AuthorizedKeysFile .ssh/authorized_keys')"
  fi
}

# What sshd asks of the folders above the file (StrictModes). Preparation sets the last folder and the file
# right; the mode of the home is login.home.
key_modes() {
  [ "$(setting strictmodes)" != no ] || return 0
  folder=$(dirname "$key_file")
  until [ "$folder" = / ] || [ "$folder" = . ]; do
    case $folder in
      "$login_home"/.ssh) ;;
      "$login_home") key_folder_fault "$folder" 0 || return; break ;;
      *) key_folder_fault "$folder" 22 || return ;;
    esac
    folder=$(dirname "$folder")
  done
}

# key_folder_fault FOLDER MODE: whose it is, and which of these rights nobody else may have.
key_folder_fault() {
  owner=$(stat -L -c %u "$root$1" 2>/dev/null) || return 0
  rights=$(stat -L -c %a "$root$1")
  if [ "$owner" != 0 ] && [ "$owner" != "$(id -u "$login")" ]; then
    key_problem "$1 belongs to user id $owner, and sshd then ignores $key_file (StrictModes)" \
      "run \"chown $login $1\" on the host"
  elif [ $((0$rights & 0$2)) -ne 0 ]; then
    key_problem "others can write in $1 (mode $rights), and sshd then ignores $key_file (StrictModes)" \
      "run \"chmod go-w $1\" on the host"
  fi
}

# The key was tried before the password.
key_refused() {
  case ${QK_LOGIN_METHOD:-} in
    'key and password')
      key_problem 'the host wants a password after the key' \
        "let the key alone open this login (AuthenticationMethods in sshd_config, or its PAM), $RELOAD"
      return
      ;;
    password) [ -n "${QK_AUTHORIZED_KEY:-}" ] || return 0 ;;
    *) return 0 ;;
  esac
  options=$(key_options "$key_file") || return 0
  if [ -n "$options" ]; then
    key_problem "it was refused, and stands in $key_file with the options $(echo "$options" | cut -c 1-100)" \
      "take the options off its line in $key_file"
  elif is_private "$root$key_file" && is_private "$root$(dirname "$key_file")"; then
    key_problem "it was refused, though it stands in $key_file; why is not known" \
      'see what sshd says of it ("journalctl -u ssh -u sshd" on the host, with "LogLevel VERBOSE" in sshd_config)'
  fi
}

# Of this login or root, and written by nobody else.
is_private() {
  owner=$(stat -L -c %u "$1" 2>/dev/null)
  rights=$(stat -L -c %a "$1" 2>/dev/null)
  { [ "$owner" = 0 ] || [ "$owner" = "$(id -u "$login")" ]; } && [ $((0${rights:-777} & 022)) -eq 0 ]
}

check_forwarding() {
  case $(setting disableforwarding),$(setting allowstreamlocalforwarding) in
    yes,*) refusal='DisableForwarding yes' ;;
    *,no | *,remote) refusal="AllowStreamLocalForwarding $(setting allowstreamlocalforwarding)" ;;
    *)
      pass login.forwarding 'sshd forwards to sockets of the host'
      return
      ;;
  esac
  cure=$(let_sshd 'DisableForwarding no' 'AllowStreamLocalForwarding local')
  helper=$(socket_helper)
  if [ "${QK_FORWARDING:-}" = needed ]; then
    fail login.forwarding "sshd has $refusal, and the provider of kvm.providers = registry reaches libvirt in no other way" "$cure"
  elif [ -n "$helper" ]; then
    pass login.forwarding "sshd has $refusal; libvirt is reached by $helper"
  elif has_packages; then
    fail login.forwarding "sshd has $refusal, and the host has neither virt-ssh-helper nor an nc with -U to reach libvirt by" \
      "$cure; or install netcat-openbsd (Debian, Ubuntu) or nmap-ncat (RHEL family)"
  else
    warn login.forwarding "sshd has $refusal; whether the packages bring virt-ssh-helper, by which libvirt is reached then, shows only at the deployment" "$cure"
  fi
}

# What connects a command's input and output to a socket.
socket_helper() {
  if has_command virt-ssh-helper; then
    echo virt-ssh-helper
  elif nc -h 2>&1 | grep -q -e '-[A-Za-z]*U'; then
    echo nc
  fi
}
