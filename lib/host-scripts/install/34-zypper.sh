# shellcheck shell=sh
# SUSE.

# 102 and 103: done, with the advice to restart something. ZYPP_LOCK_TIMEOUT: the waiting is ours.
zypper_run() {
  managed env ZYPP_LOCK_TIMEOUT=0 zypper --non-interactive "$@"
  code=$?
  case $code in 102 | 103) return 0 ;; *) return "$code" ;; esac
}

# Without forced resolution zypper gives up rather than remove; what it would upgrade is looked at first.
zypper_forecast() {
  zypper_run install --dry-run "$@" || return
  awk '
    /^The following .* going to (be upgraded|be downgraded|be reinstalled|be REMOVED|change)/ { listed = 1; next }
    /^$/ || /^The following/ { listed = 0 }
    listed { for (i = 1; i <= NF; i++) print $i }' "$WORK/said" | sort -u >"$WORK/changed"
}

zypper_install() {
  set -- --no-recommends --no-force-resolution --auto-agree-with-licenses "$@"
  zypper_forecast "$@" && unchanged && zypper_run install "$@"
}
