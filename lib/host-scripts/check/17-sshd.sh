# shellcheck shell=sh
# What serves the login, what its settings are, and where it has keys from. A part of check and of install.

# Who logs in, and from where. Sets login, login_home, ssh_connection ("client port server port", empty where
# nobody came by SSH), ssh_server (the program) and ssh_process.
# sudo keeps SSH_CONNECTION from what it starts, so the processes above this one are asked.
find_login() {
  login=${SUDO_USER:-$(id -un)}
  login_home=$(getent passwd "$login" 2>/dev/null | cut -d : -f 6)
  ssh_connection=${SSH_CONNECTION:-} ssh_server='' ssh_process=''
  process=$PPID
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -r "${QK_SYSROOT:-}/proc/$process/status" ] || return 0
    inherited=$(tr '\0' '\n' <"${QK_SYSROOT:-}/proc/$process/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')
    ssh_connection=${ssh_connection:-$inherited}
    if [ -n "$ssh_connection" ] && [ "$inherited" != "$ssh_connection" ]; then
      ssh_process=$process ssh_server=$(program_of "$process")
      return 0
    fi
    process=$(parent_of "$process")
  done
}

parent_of() { sed -n 's/^PPid:[[:blank:]]*//p' "${QK_SYSROOT:-}/proc/$1/status" 2>/dev/null; }

# An update has put another file in the place of the program that runs.
program_of() { readlink "${QK_SYSROOT:-}/proc/$1/exe" 2>/dev/null | sed 's/ (deleted)$//'; }

# The outermost sshd above this shell listens, and has the options that it was started with.
listening_sshd() {
  listener=$1
  for _ in 1 2 3 4 5; do
    above=$(parent_of "$listener")
    case $(program_of "${above:-none}") in */sshd) listener=$above ;; *) break ;; esac
  done
  echo "$listener"
}

# Options that change settings, a word each. sshd writes over its command line: "sshd: /usr/sbin/sshd -D [listener] …".
sshd_options() {
  tr '\0' ' ' <"${QK_SYSROOT:-}/proc/$1/cmdline" 2>/dev/null | sed 's/^sshd: //; s/ \[.*//' | tr -s ' ' '\n' |
    awk 'option != "" { if (option == "-f" || /=/) { print option; print } option = ""; next }
      /^-[fo]$/ { option = $0; next }
      /^-f./ || /^-o[A-Za-z]+=/ { print }'
}

# Sets sshd_program and sshd_given, its options. Fails where the login is served by another program.
find_sshd() {
  sshd_program='' sshd_given=''
  case $ssh_server in
    */sshd) sshd_program=$ssh_server ;;
    '' | */sshd-session | */sshd-auth) sshd_program=$(command -v sshd) ;;
  esac
  [ -z "$ssh_process" ] || sshd_given=$(sshd_options "$(listening_sshd "$ssh_process")")
  [ -n "$sshd_program" ]
}

# read_sshd_settings USER: what sshd goes by for a login of the user from where this one came. Sets sshd_settings,
# which is the complaint of sshd where this fails.
read_sshd_settings() {
  ask_sshd "$1" "${ssh_connection%% *}" || return
  case $(setting usedns),$(names_in_matches) in
    yes,?*) ask_sshd "$1" "$(getent hosts "${ssh_connection%% *}" | awk '{ print $2; exit }')" ;;
  esac
}

# ask_sshd USER NAME-OF-CLIENT
ask_sshd() {
  asked="user=$1,host=${2:-${ssh_connection%% *}}"
  # shellcheck disable=SC2086 # client, its port, server, its port
  set -- $ssh_connection
  asked="$asked,addr=$1,laddr=$3,lport=$4"
  set -f
  # shellcheck disable=SC2086 # options
  sshd_settings=$("$sshd_program" -T $sshd_given -C "$asked" 2>&1)
  set -- $?
  set +f
  return "$1"
}

names_in_matches() {
  cat "${QK_SYSROOT:-}/etc/ssh/sshd_config" "${QK_SYSROOT:-}/etc/ssh/sshd_config.d"/*.conf 2>/dev/null |
    grep -i '^[[:blank:]]*match.*host'
}

# The values of a setting, one a line where sshd has them on lines of their own.
setting() { printf '%s\n' "$sshd_settings" | awk -v name="$1" 'tolower($1) == name { sub(/^[^ ]+ */, ""); print }'; }

# The patterns of AuthorizedKeysFile, one a line.
key_patterns() { setting authorizedkeysfile | tr ' ' '\n' | grep -v -e '^none$' -e '^$'; }

# The file that a pattern stands for (sshd_config(5), TOKENS).
key_file_of() {
  printf '%s\n' "$1" | awk -v home="$login_home" -v user="$login" -v id="$(id -u "$login")" '{
    file = ""
    while ((at = index($0, "%")) > 0) {
      token = substr($0, at + 1, 1)
      value = token == "h" ? home : token == "u" ? user : token == "U" ? id : token
      file = file substr($0, 1, at - 1) value
      $0 = substr($0, at + 2)
    }
    file = file $0
    print substr(file, 1, 1) == "/" ? file : home "/" file
  }'
}

# The files that sshd has keys of the login from, one a line.
key_files() { key_patterns | while read -r pattern; do key_file_of "$pattern"; done; }

# The file of the login alone to put a key into: the usual one, where it is one of them. Empty where there is none.
own_key_file() {
  if key_files | grep -Fqx "$login_home/.ssh/authorized_keys"; then
    echo "$login_home/.ssh/authorized_keys"
    return
  fi
  key_patterns | while read -r pattern; do
    case $pattern in
      *%[huU]* | [!/]*) key_file_of "$pattern" ;;
      *) is_shared "$pattern" || echo "$pattern" ;;
    esac
  done | head -n 1
}

# Whether sshd has keys of other users from that file, too.
is_shared() { (read_sshd_settings nobody && key_patterns | grep -Fqx "$1"); }

# The first of the files with the key that sshd looks into; empty where none has it.
file_with_key() {
  key_files | while read -r file; do
    if key_options "$file" >/dev/null; then
      echo "$file"
      break
    fi
  done
}

# Whether the file holds the key; prints what stands before it on its line.
key_options() {
  [ -f "${QK_SYSROOT:-}$1" ] && KEY=$QK_AUTHORIZED_KEY awk "$HAS_KEY"'
    !found && has_key($0) {
      found = 1
      options = substr($0, 1, index($0, key[2]) - 1)
      sub(/[^ \t]+[ \t]+$/, "", options)
      sub(/[ \t]+$/, "", options)
      print options
    }
    END { exit !found }' "${QK_SYSROOT:-}$1"
}

# Of awk: has_key(LINE) is whether the line is that of the key in $KEY. As sshd reads it, a key stands first or behind
# the options, which have blanks between quotes alone; what a comment or a command says is none.
# shellcheck disable=SC2016
HAS_KEY='
  BEGIN { split(ENVIRON["KEY"], key, /[ \t]+/) }
  function has_key(line, word) {
    gsub(/\\"/, "", line)
    gsub(/"[^"]*"/, "", line)
    sub(/^[ \t]+/, "", line)
    split(line, word, /[ \t]+/)
    if (line ~ /^#/) return 0
    return word[1] == key[1] && word[2] == key[2] || word[2] == key[1] && word[3] == key[2]
  }'
