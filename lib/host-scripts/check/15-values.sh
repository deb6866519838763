# shellcheck shell=sh
# The form that values must have before anything is done with them, whoever has looked at them already
# (lib/config/values). A part of check and of install.

# A name that udev gives a whole disk.
is_disk_name() { case $1 in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._+=@:-]* | *-part[0-9]*) return 1 ;; esac; }

# A link in /dev/disk/by-id itself.
is_disk_path() {
  case $1 in /dev/disk/by-id/*) is_disk_name "${1#/dev/disk/by-id/}" ;; *) return 1 ;; esac
}

# Paths between blanks, of which a shell makes no others.
is_disk_list() { case $1 in *[!A-Za-z0-9._+=@:/\ -]*) return 1 ;; esac; }

# Why a path is none of a disk; empty when it is. In the faked host of a test a disk is a file.
disk_path_fault() {
  if ! is_disk_path "$1"; then
    echo 'is not the name of a whole disk in /dev/disk/by-id'
    return
  fi
  device=$(readlink -f "${QK_SYSROOT:-}$1")
  case ${device#"${QK_SYSROOT:-}"} in
    /dev/*) if [ -b "$device" ] || { [ -n "${QK_SYSROOT:-}" ] && [ -f "$device" ]; }; then return; fi ;;
  esac
  echo "leads to ${device:-nothing}, which is no block device in /dev"
}
