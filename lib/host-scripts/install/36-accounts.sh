# shellcheck shell=sh
# Packages add users and groups. What adds them writes its process number into a lock beside the file;
# cut off in the middle it leaves the lock, and after a reboot any process of that number seems to hold it.

release_account_locks() {
  for file in passwd group shadow gshadow subuid subgid; do
    lock=$QK_SYSROOT/etc/$file.lock
    [ -f "$lock" ] || continue
    is_left_behind "$lock" || continue
    echo "removes /etc/$file.lock: process $(lock_owner "$lock"), which it names, began after it was written" >&2
    rm -f "$lock"
  done
}

lock_owner() { tr -cd 0-9 <"$1" | cut -c 1-10; }

# is_left_behind LOCK: whether the process that it names began only later. Without one it is taken over anyway.
is_left_behind() {
  began=$(began_at "$(lock_owner "$1")") || return
  [ "$began" -gt "$(($(stat -c %Y "$1") + 1))" ]
}

# began_at PID: seconds since the epoch.
began_at() {
  ticks=$(sed 's/.*) //' "$QK_SYSROOT/proc/${1:-none}/stat" 2>/dev/null | cut -d ' ' -f 20)
  boot=$(sed -n 's/^btime //p' "$QK_SYSROOT/proc/stat" 2>/dev/null)
  [ -n "$ticks" ] && [ -n "$boot" ] || return
  echo "$((boot + ticks / $(getconf CLK_TCK 2>/dev/null || echo 100)))"
}
