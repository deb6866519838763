# shellcheck shell=sh
# Debian and Ubuntu.

APT='apt-get -q -y -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30'
STALL_POLL_SECONDS=0.2
STALL_POLLS_PER_SECOND=5

apt_get() {
  # shellcheck disable=SC2086 # a list of words
  managed $APT "$@"
}

# apt_fetch ARGUMENT…: what only downloads. apt waits without an end, whatever its timeouts, when the
# network goes at the wrong moment; as nothing is installed by it, it may be ended anywhere.
apt_fetch() {
  # shellcheck disable=SC2086 # a list of words
  managed unless_stalled $APT "$@"
}

# unless_stalled PROGRAM ARGUMENT…: ends it when nothing more comes, and says so in apt's words.
unless_stalled() {
  "$@" &
  fetcher=$!
  stalled=0 before=
  while sleep "$STALL_POLL_SECONDS" && kill -0 "$fetcher" 2>/dev/null; do
    now=$(apt_fetched)
    if [ "$now" = "$before" ]; then stalled=$((stalled + 1)); else stalled=0; fi
    before=$now
    [ "$stalled" -lt $((QK_STALL_SECONDS * STALL_POLLS_PER_SECOND)) ] || {
      echo "E: the download was ended, as nothing more had come for $QK_STALL_SECONDS s"
      kill "$fetcher"
      break
    }
  done
  wait "$fetcher"
}

# A mark that differs while something comes.
apt_fetched() {
  wc -c <"$WORK/said"
  du -sk "$QK_SYSROOT/var/lib/apt/lists" "$QK_SYSROOT/var/cache/apt/archives" 2>/dev/null
}

# A repository that does not answer is no reason to stop: the installation shows whether it matters.
apt_refresh() {
  interrupted=$(dpkg --audit 2>&1)
  if [ -n "$interrupted" ]; then
    # Some may have to wait for what was not unpacked yet.
    managed dpkg --force-confdef --force-confold --configure -a
    [ $? != 75 ] || return 75
  fi
  apt_fetch update
  [ $? != 75 ] || return 75
  complaint >"$WORK/stale"
  [ -z "$interrupted" ] || apt_complete
}

# apt completes what is half there only when it is asked for nothing else; and what was cut off while it
# was unpacked it passes over unless it is named, and then nothing can be configured.
apt_complete() {
  cut_off=$(dpkg-query -W -f='${db:Status-Eflag} ${binary:Package}\n' | sed -n 's/^reinstreq //p')
  if [ -n "$cut_off" ]; then
    # shellcheck disable=SC2086 # a list of words
    apt_step --reinstall install $cut_off
    code=$?
    # Locked, or only to be had in another version. Else the rest may be what it lacks.
    case $code in 75 | 76) return $code ;; esac
  fi
  apt_add
}

# No option holds back what the packages pull in, so the result is looked at first. The same version
# once more is no upgrade: so apt completes what was unpacked only in part.
apt_forecast() {
  apt_get -s "$@" || return
  awk '$1 == "Inst" && $3 ~ /^\[/ && substr($3, 2, length($3) - 2) != substr($4, 2) { print $2 }
    $1 == "Remv" || $1 == "Purg" { print $2 }' "$WORK/said" >"$WORK/changed"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none APT_LISTBUGS_FRONTEND=none
  export NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l UCF_FORCE_CONFFOLD=1
  apt_refresh && apt_add "$@"
}

# apt_add [PACKAGE…]: without a name it completes an interrupted installation.
apt_add() { apt_step --no-upgrade install "$@"; }

# apt_step OPTION COMMAND PACKAGE…: looks at the result first, downloads, then does it.
apt_step() {
  set -- -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    --fix-broken --no-install-recommends "$@"
  apt_forecast "$@" && unchanged && apt_fetch --download-only "$@" && apt_get --no-remove "$@"
}

# Makes FOLDER the only source: a repository with an index and lists of its own, beside the host's.
# The links have plain names: apt takes a "%3a" in a file's name for a colon.
apt_use_folder() {
  source=$WORK/apt
  mkdir -p "$source/files" "$source/lists/partial" "$source/parts" "$source/archives/partial" || return
  number=0
  for package in "$1"/*.deb; do
    number=$((number + 1))
    ln -s "$package" "$source/files/$number.deb" && apt_index "$source/files/$number.deb" || return
  done >"$source/files/Packages"
  echo "deb [trusted=yes] file:$source/files ./" >"$source/sources.list"
  apt_folder_options >"$source/apt.conf"
  export APT_CONFIG="$source/apt.conf"
}

apt_folder_options() {
  cat <<END
Dir::Etc::SourceList "$source/sources.list";
Dir::Etc::SourceParts "$source/parts";
Dir::State::Lists "$source/lists";
Dir::Cache::Archives "$source/archives";
Dir::Cache::PkgCache "";
Dir::Cache::SrcPkgCache "";
APT::Sandbox::User "root";
END
}

apt_index() {
  dpkg-deb -f "$1" || return
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${1##*/}" "$(stat -L -c %s "$1")" \
    "$(sha256sum <"$1" | cut -d ' ' -f 1)"
}
