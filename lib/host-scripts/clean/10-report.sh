# shellcheck shell=sh
# What the deployment has left on this host after its VM is gone: tells it, or removes it. Parts of preparation stand
# before this one: it looks where that writes. Nothing is removed that others use, or that was there before.
# Safe to be run again: what is gone is not told. The key goes last, and only when all else has gone, as it opens the next
# login.
#
# Prints lines, fields separated by tabs; what else is printed on the way means nothing:
#   CLEAN  given|hook|pool|folder|member|file|key  NAME  DETAIL     is ours; with QK_CLEAN_REMOVE it is gone by now
#   CLEAN  stays   WHAT  WHY
#   CLEAN  failed  WHAT  WHY                   could not be removed
#   CLEAN  end                                 the last line
#
# Parameters beside those of preparation:
#   QK_CLEAN_REMOVE    yes: remove it
#   QK_CLEAN_MACHINES  names of the VMs that this deployment had here, separated by blanks
#   QK_CLEAN_OWN_KEY   yes: QK_AUTHORIZED_KEY is the deployment's alone, whoever added it
QK_CLEAN_REMOVE=${QK_CLEAN_REMOVE:-}
QK_CLEAN_MACHINES=${QK_CLEAN_MACHINES:-}
QK_CLEAN_OWN_KEY=${QK_CLEAN_OWN_KEY:-}
some_failed=

# Files and pools of others have names of any characters, which end no field.
clean() {
  [ "$1" != failed ] || some_failed=yes
  printf CLEAN
  for field; do
    printf '\t'
    printf %s "$field" | tr '[:cntrl:]' '?' | cut -c 1-900
  done | tr -d '\n'
  echo
}

# ours KIND NAME DETAIL COMMAND…: removes it, or tells it.
ours() {
  kind=$1 name=$2 detail=$3
  shift 3
  if [ "$QK_CLEAN_REMOVE" != yes ] || "$@" >&2; then
    clean "$kind" "$name" "$detail"
  else
    clean failed "$name" 'it could not be removed; see what the host says of it'
  fi
}
