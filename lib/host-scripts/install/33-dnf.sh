# shellcheck shell=sh
# RHEL and its kin, openEuler, Anolis, Kylin: dnf, or yum where there is none. Both wait for each
# other without an end unless they are told not to.

dnf_run() {
  managed "$MANAGER" --setopt=exit_on_lock=True "$@"
}

# Neither has an option to leave alone what is installed, so the transaction is looked at first.
# "No" is an exit code of 1, as a failure is: the summary tells them apart.
dnf_forecast() {
  dnf_run install --assumeno "$@"
  forecast=$?
  grep -q '^Transaction Summary' "$WORK/said" || return "$forecast"
  awk '
    /^[A-Z][A-Za-z ]*:$/ { section = $0; next }
    /^$/ { section = "" }
    /^ +replacing / { print $2 }
    section ~ /^(Upgrading|Updating|Downgrading|Removing|Erasing|Reinstalling)/ && /^ [^ ]/ { print $1 }' "$WORK/said" >"$WORK/changed"
}

dnf_install() {
  if [ "$MANAGER" = yum ]; then
    # It would keep a file of the transaction that it was told to look at.
    set -- --setopt=autosavets=0 "$@"
  else
    set -- --setopt=install_weak_deps=False "$@"
  fi
  dnf_forecast "$@" && unchanged && dnf_run install -y "$@"
}
