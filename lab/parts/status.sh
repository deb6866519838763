# shellcheck shell=sh
# What the lab is doing, found out and not remembered.

status() {
  case ${1:-} in
    '') status_rows | jq -rs "$STATUS_TABLE" | column -t -s "$(printf '\t')" ;;
    --json) status_rows | jq -s . ;;
    *) misused "unknown option '$1'" ;;
  esac
}

STATUS_TABLE='["HOST","ADDRESS","STATE","SSHD","LIBVIRTD","VMS"], (.[] |
  [.host, "\(.address):\(.port)", .state, .sshd, .libvirtd,
    ([.machines[] | "\(.name) (\(.state))"] | join(", ") | if . == "" then "-" else . end)]) | @tsv'

# Of the files that sshd has its keys from, also where a host is off.
known_hosts() {
  for host in $(host_numbers); do
    for key in "$(host_folder "$host")"/files/etc/ssh/ssh_host_*_key.pub; do
      printf '[%s]:%s %s\n' "$(host_address "$host")" "$(config_port)" "$(cut -d ' ' -f 1,2 "$key")"
    done
  done
}

# One JSON object for each host.
status_rows() {
  for host in $(host_numbers); do
    status_machines "$host" | jq -Rn --arg host "kvm$host" --arg address "$(host_address "$host")" \
      --argjson port "$(config_port)" --arg state "$(up_or_down host_init "$host")" \
      --arg sshd "$(up_or_down status_sshd "$host")" \
      --arg libvirtd "$(up_or_down libvirt_pid "$host")" \
      '$ARGS.named + {machines: [inputs / "\t" | {name: .[0], state: .[1]}]}'
  done
}

up_or_down() {
  if "$@" >/dev/null 2>&1; then echo up; else echo down; fi
}

# sshd is started for each connection: only an answer shows that it works.
status_sshd() {
  [ "$(timeout 5 socat -u "TCP:$(host_address "$1"):$(config_port),readbytes=4" STDOUT)" = SSH- ]
}

status_machines() {
  ! libvirt_pid "$1" >/dev/null || libvirt_machines "$1"
}
