# shellcheck shell=sh
# Installing from a folder of .rpm files: rpm itself, which never upgrades or removes with -i, knows no
# repository, and takes modular packages that dnf refuses without their metadata.

# rpm_folder_install FOLDER NAME…: of the files in the folder those that the names need, no others.
rpm_folder_install() {
  rpm_index "$1" || return
  shift
  rpm_choose "$@" || return
  # shellcheck disable=SC2086 # a list of files with plain names
  managed rpm -i $chosen
}

# $WORK/provides: "file<tab>capability" lines. The links have plain names, whatever the files are called.
rpm_index() {
  mkdir -p "$WORK/rpm" || return
  number=0
  for package in "$1"/*.rpm; do
    number=$((number + 1))
    link=$WORK/rpm/$number.rpm
    ln -s "$package" "$link" || return
    rpm -qp --nosignature --qf "[$link\t%{PROVIDENAME}\n][$link\t%{FILENAMES}\n]" "$link" 2>/dev/null || return
  done >"$WORK/provides"
}

# The transaction is tried, and what it lacks is added, until it lacks nothing or nothing can be added.
rpm_choose() {
  chosen=
  wanted=$(printf '%s\n' "$@")
  while rpm_add_providers; do
    # shellcheck disable=SC2086 # a list of files with plain names
    managed timeout "$LOCK_WAIT_SECONDS" rpm -i --test $chosen 2>/dev/null && return
    wanted=$(sed -n 's/^[[:space:]]*\(.*\) is needed by .*/\1/p' "$WORK/said" | sed 's/ [<>=].*//' | sort -u)
  done
  [ -n "$wanted" ] || return 1
  printf '%s\n' "$wanted" | sed 's/.*/Nothing provides &/' >>"$WORK/said"
  return 1
}

# Fails when no file is added.
rpm_add_providers() {
  before=$chosen
  for file in $(printf '%s\n' "$wanted" | awk -F '\t' '
    NR == FNR { if (!($2 in file)) file[$2] = $1; next }
    $0 in file { print file[$0] }' "$WORK/provides" -); do
    case " $chosen " in *" $file "*) ;; *) chosen="${chosen:+$chosen }$file" ;; esac
  done
  [ "$chosen" != "$before" ]
}
