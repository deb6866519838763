# shellcheck shell=sh
# Processes by identity. A record is "boot pid start": a process id alone comes round again.

# process_started STAT: when the process of a /proc/PID/stat began, in clock ticks since boot;
# fails for one that has ended. The name, in parentheses, may hold anything, so cut it off first.
process_started() {
  { read -r stat <"$1"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086 # fields 3 (state) to the last
  set -- ${stat##*) }
  case $1 in Z | X) return 1 ;; esac
  shift 19
  echo "$1"
}

process_boot() {
  cat /proc/sys/kernel/random/boot_id
}

# process_record_self FILE: /proc may be of another PID namespace than ours; it is that one's id that counts.
process_record_self() {
  read -r pid _ </proc/self/stat
  echo "$(process_boot) $pid $(process_started "/proc/$pid/stat")" >"$1.new"
  mv "$1.new" "$1"
}

# process_recorded FILE: the id of the recorded process; fails if it has ended.
process_recorded() {
  { read -r boot pid start <"$1"; } 2>/dev/null || return 1
  [ "$boot" = "$(process_boot)" ] || return 1
  [ "$(process_started "/proc/$pid/stat")" = "$start" ] || return 1
  echo "$pid"
}
