# shellcheck shell=sh
# Running a package manager: waiting for its lock, asking nothing, keeping what it said.

LOCK_WAIT_SECONDS=300
LOCK_POLL_SECONDS=5
LOCK_WAITED=0

# managed COMMAND…: runs it, again while another one holds the lock; all commands together wait up to
# the limit. What it says stays in $WORK/said: it may be a thousand lines. 75 (EX_TEMPFAIL): still locked.
managed() {
  while :; do
    "$@" >"$WORK/said" 2>&1
    code=$?
    [ "$code" != 0 ] && is_locked "$code" || return "$code"
    [ "$LOCK_WAITED" -lt "$LOCK_WAIT_SECONDS" ] || return 75
    [ "$LOCK_WAITED" != 0 ] || echo "$MANAGER is locked by $(lock_holder); waiting up to $LOCK_WAIT_SECONDS s" >&2
    LOCK_WAITED=$((LOCK_WAITED + LOCK_POLL_SECONDS))
    sleep "$LOCK_POLL_SECONDS"
  done
}

# The words of apt, dpkg, dnf, yum and rpm; zypper says it with exit code 7 as well.
is_locked() {
  grep -Eq 'Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock (the administration )?directory|lock was locked by another process|already locked by|holding the yum lock|[Ff]ailed to obtain (the|rpm) transaction lock|transaction lock on|System management is locked' \
    "$WORK/said"
}

# Who holds the lock that the package manager complained about: "process 123 (name)".
lock_holder() {
  holder=$(sed -nE 's/.*(process|with pid|as pid|pid:|locked by) ([0-9]+).*/\2/p' "$WORK/said" | tail -n 1)
  [ -n "$holder" ] || holder=$(holder_of_file)
  [ -n "$holder" ] || { echo 'another process'; return; }
  name=$(cat "$QK_SYSROOT/proc/$holder/comm" 2>/dev/null)
  echo "process $holder${name:+ ($name)}"
}

# Older ones name only the file: the kernel knows who locked it.
holder_of_file() {
  file=$(sed -nE 's/.*[ (](\/[^ )]*lock[^ )]*).*/\1/p' "$WORK/said" | sed 's/[.,:]*$//' | head -n 1)
  inode=$(stat -c %i "$QK_SYSROOT${file:-/nowhere}" 2>/dev/null) || return 0
  awk -v inode="$inode" '$2 != "->" { n = split($6, id, ":"); if (id[n] == inode) { print $5; exit } }' \
    "$QK_SYSROOT/proc/locks" 2>/dev/null
}

# What the package manager complained about, on one line. dpkg names a script that failed after the
# script's own last word.
complaint() {
  awk '/^dpkg: error processing/ { if (before !~ /^(After|Setting|Unpacking|Preparing|\(Reading)/) print before; script = NR + 1 }
    { before = $0 }
    NR == script || /^dpkg: error processing|^ *(E:|W: Failed|[Ee]rror:|Error |Problem|No (match|package|provider)|Nothing provides|Cannot|Could not|Target init|.* : (Pre)?Depends:|[^ ]+ is needed by)|not found|cannot lock|is needed by|[Nn]othing provides/' \
    "$WORK/said" |
    sed 's/^[[:space:]]*//; s/[[:cntrl:]]//g' |
    awk 'NF && !seen[$0]++ && said++ < 4 { printf "%s%s", (said > 1 ? "; " : ""), $0 }' | cut -c 1-400
}
