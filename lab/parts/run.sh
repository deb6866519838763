# shellcheck shell=sh
# The run folder: everything the lab has made, and the lock that lets one command at a time change it.

# Held on descriptor 9 until the command ends. The lock is on a folder, so that nothing is left over;
# after waiting, the folder may be another one than was opened.
run_lock() {
  while :; do
    mkdir -p "$LAB_RUN/hosts"
    exec 9<"$LAB_RUN/hosts"
    flock 9
    [ "$(stat -L -c %d:%i /proc/self/fd/9)" != "$(stat -c %d:%i "$LAB_RUN/hosts" 2>&1)" ] || return 0
  done
}

# run_check HOSTS FIRST
run_check() {
  case $1 in
    [1-9] | 1[0-9]) [ "$1" -le "$MOST_HOSTS" ] ;;
    *) false ;;
  esac || misused "--hosts is '$1': allowed is 1 to $MOST_HOSTS"
  case $2 in
    127.*.*.*) ip route get "$2" >/dev/null 2>&1 ;;
    *) false ;;
  esac || misused "--first is '$2': allowed is an address of the loopback network, 127.0.0.1 to 127.255.255.254"
  [ $((${2##*.} + $1)) -le 255 ] ||
    misused "$1 hosts from $2 do not fit into its /24: take fewer, or a lower --first"
}

# run_make FIRST: an existing lab keeps its first address.
run_make() {
  [ "$1" = "$(run_first "$1")" ] ||
    fail "--first is '$1', but this lab begins at $(run_first): run lab/lab down first"
  chmod 700 "$LAB_RUN/hosts"
  run_write_first "$1"
  run_install_media
}

# run_make_fresh FRESH: yes or no; what the hosts are made of is one for a lab, and stays.
run_make_fresh() {
  if [ "$1" = yes ] && [ -n "$(host_numbers)" ] && ! run_is_fresh; then
    fail "the hosts of this lab share the machine's files: run lab/lab down before up --fresh"
  fi
  [ "$1" = no ] || : >"$LAB_RUN/fresh"
}

run_is_fresh() {
  [ -e "$LAB_RUN/fresh" ]
}

# run_first [DEFAULT]: the address of host 1.
run_first() {
  if [ -e "$LAB_RUN/first" ]; then cat "$LAB_RUN/first"; else echo "${1:-}"; fi
}

run_write_first() {
  echo "$1" >"$LAB_RUN/first.new"
  mv "$LAB_RUN/first.new" "$LAB_RUN/first"
}

run_install_media() {
  [ -e "$LAB_RUN/install.iso" ] || medium_make "$LAB_RUN/install.iso"
}

# By name, so that a run folder that was pointed at something else loses nothing of its own.
run_remove() {
  for name in fresh first first.new install.iso; do rm -f "$LAB_RUN/$name"; done
  rm -rf --one-file-system "$LAB_RUN/install.iso.new"
  rmdir "$LAB_RUN/hosts"
  rmdir "$LAB_RUN" 2>/dev/null || echo "lab: $LAB_RUN holds files that are not the lab's; they stay" >&2
}
