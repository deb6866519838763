#!/bin/sh
# upload-slot.sh take|give-back, run by Terraform in the folder of a stack: one of the few slots for
# reading large files from this machine's disk, shared by all stacks and runs of this user. Each slot
# is a lock (flock) that a process of its own holds until the slot is given back or Terraform has
# ended, in whatever way; the lock of a process that is killed is free at once.
set -eu
umask 077

SLOTS=4
POLL_SECONDS=0.2
FOLDER=${QK_UPLOAD_SLOTS:-$HOME/.quantum-kvm/upload-slots}
# There while this stack has a slot.
TICKET=.upload-slot

take() {
  mkdir -p "$FOLDER"
  rm -f "$TICKET"
  sh "$0" hold "$PPID" </dev/null >/dev/null 2>&1 &
  holder=$!
  until [ -e "$TICKET" ]; do
    kill -0 "$holder" 2>/dev/null || { echo 'no slot for the upload: is flock installed?' >&2; exit 1; }
    sleep "$POLL_SECONDS"
  done
}

# hold PID: the process id of Terraform.
hold() {
  started=$(start_of "$1")
  until lock_any; do
    still_runs "$1" "$started" || exit 0
    sleep "$POLL_SECONDS"
  done
  : >"$TICKET"
  while [ -e "$TICKET" ] && still_runs "$1" "$started"; do sleep "$POLL_SECONDS"; done
  rm -f "$TICKET"
}

# Held on descriptor 9 until this process ends.
lock_any() {
  for slot in $(seq 1 "$SLOTS"); do
    exec 9>"$FOLDER/$slot"
    flock -n 9 && return
  done
  exec 9>&-
  return 1
}

# A process id comes round again; with the time of its start it is one process.
still_runs() { [ "$(start_of "$1")" = "$2" ]; }

# The name, in parentheses, may hold anything, so it is cut off first; field 22 is the start.
start_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

case ${1:-} in
  take) take ;;
  give-back) rm -f "$TICKET" ;;
  hold) hold "$2" ;;
  *) echo 'usage: upload-slot.sh take|give-back' >&2 && exit 2 ;;
esac
