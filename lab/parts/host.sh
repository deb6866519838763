# shellcheck shell=sh
# A host is one tree of processes under host-init, PID 1 of its PID namespace: when that ends, all
# of it ends, and its mounts, interfaces and namespaces with it.

host_folder() {
  echo "$LAB_RUN/hosts/$1"
}

host_numbers() {
  [ ! -d "$LAB_RUN/hosts" ] || find "$LAB_RUN/hosts" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -n
}

host_address() {
  first=$(run_first)
  echo "${first%.*}.$((${first##*.} + $1 - 1))"
}

# host_init HOST: the process id of its PID 1; fails if it is off.
host_init() {
  process_recorded "$(host_folder "$1")/init"
}

# host_listens HOST: someone listens at its address, maybe not the host.
host_listens() {
  [ -n "$(ss -Hltn "src $(host_address "$1"):$(config_port)")" ]
}

# host_begin HOST: switches it on, if it is not.
host_begin() {
  ! host_init "$1" >/dev/null || return 0
  # Whatever an interrupted command left.
  host_end "$1"
  ! host_listens "$1" ||
    fail "$(host_address "$1") port $(config_port) is in use: end what listens there, or take another --first"
  mkdir -p "$(host_folder "$1")"
  files_make "$1"
  cgroup_make "$1"
  (host_launch "$1")
}

# In a subshell that joins the host's cgroup and holds the lock (descriptor 9) until host-init runs:
# so the next command finds what there is of the host even if this one is killed.
host_launch() {
  cd "$(host_folder "$1")" || exit
  cgroup_join "$(cgroup_host "$1")/host"
  env -i "PATH=$PATH" "LAB_FOLDER=$LAB_FOLDER" "LAB_RUN=$LAB_RUN" "LAB_CACHE=$CACHE" \
    setsid unshare --mount --uts --ipc --pid --fork --kill-child \
    sh "$LAB_FOLDER/host-init" "$1" "$(host_address "$1")" "$(config_port)" \
    </dev/null >log 2>&1 9<&- &
}

# host_await HOST: until it listens.
host_await() {
  for _ in $(seq 1 300); do
    if host_listens "$1" && host_init "$1" >/dev/null; then
      disks_attach "$1"
      faults_again "$1"
      echo "kvm$1 is up at $(host_address "$1") port $(config_port)"
      return 0
    fi
    [ -n "$(cgroup_processes "$(cgroup_host "$1")")" ] || break
    sleep 0.1
  done
  cat "$(host_folder "$1")/log" >&2
  fail "host $1 did not come to listen at $(host_address "$1") within 30 s; its log is above"
}

host_end() {
  ! pid=$(host_init "$1") || kill -KILL "$pid" 2>/dev/null || :
  cgroup_remove "$(cgroup_host "$1")"
  rm -f "$(host_folder "$1")/init"
}

host_remove() {
  host_end "$1"
  disks_detach "$1"
  faults_detach "$1"
  rm -rf --one-file-system "$(host_folder "$1")"
}

# host_enter HOST [COMMAND…]: runs it, by default a shell, as the host's root.
host_enter() {
  pid=$(host_init "$1") || fail "host $1 is off: run lab/lab start $1"
  cgroup_join "$(cgroup_host "$1")/host"
  shift
  [ $# -gt 0 ] || set -- bash
  # shellcheck disable=SC2016 # for the inner shell
  exec nsenter --target "$pid" --mount --uts --ipc --pid --cgroup \
    --net="/proc/$pid/root/run/netns/host" \
    env -i HOME=/root USER=root LOGNAME=root "TERM=${TERM:-dumb}" "PATH=$PATH" \
    sh -c 'cd && exec "$@"' sh "$@"
}

# host_do HOST COMMAND…: runs it on the host, and comes back.
host_do() {
  (host_enter "$@") 9<&-
}

# host_network HOST on|off: the link to the package mirror.
host_network() {
  case $2 in
    off) host_do "$1" ip link set "$UPLINK" down ;;
    on)
      host_do "$1" ip link set "$UPLINK" up
      while read -r address _; do
        host_do "$1" ip route replace "$address/32" dev "$UPLINK"
      done <"$(host_folder "$1")/servers"
      ;;
  esac
}
