#!/bin/sh
# Prepares this host for its VM: authorizes the deployment's key, installs what is missing, starts
# libvirt, defines the storage pool. Run again it completes or confirms; it never upgrades or removes.
# The files of this folder are one script, in the order of their names.
#
# Prints one record per step, fields separated by tabs; what else there is to say goes to stderr:
#   DONE  step  message
#   FAIL  step  message  cure
# Exit code: 0 when every step is DONE, else 1; the first FAIL ends the run.
#
# Parameters are environment variables:
#   QK_AUTHORIZED_KEY        public key line for the login (root, or who called sudo); without it none is added
#   QK_VIRTUALIZATION_TYPE   kvm (default) or qemu
#   QK_VM_NAME               name of the VM that the host is prepared for
#   QK_DATA_DISKS            /dev/disk/by-id/… that it gets
#   QK_DISK_IDENTITIES       which disks they are, each as PATH,serial=SERIAL,wwn=WWN,bytes=SIZE
#   QK_POOL_NAME             storage pool, default "default"
#   QK_POOL_PATH             its folder, default /var/lib/libvirt/images
#   QK_PACKAGES_FOLDER       folder of .deb or .rpm files in the login's home: with it only the packages
#                            are installed, from there alone, and the folder is removed afterwards
#   QK_STALL_SECONDS         after which a download is ended in which nothing more comes, default 120
#   QK_SYSROOT               folder to find the login's home, /etc and /proc under, for tests
set -u
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
QK_VIRTUALIZATION_TYPE=${QK_VIRTUALIZATION_TYPE:-kvm}
QK_POOL_NAME=${QK_POOL_NAME:-default}
QK_POOL_PATH=${QK_POOL_PATH:-/var/lib/libvirt/images}
QK_VM_NAME=${QK_VM_NAME:-}
QK_DATA_DISKS=${QK_DATA_DISKS:-}
QK_DISK_IDENTITIES=${QK_DISK_IDENTITIES:-}
QK_STALL_SECONDS=${QK_STALL_SECONDS:-120}
QK_SYSROOT=${QK_SYSROOT:-}
export LC_ALL PATH

# Who logs in: root, or who called sudo.
LOGIN=${SUDO_USER:-root}

login_home() { echo "$QK_SYSROOT$(getent passwd "$LOGIN" | cut -d : -f 6)"; }

finish() { printf 'DONE\t%s\t%s\n' "$1" "$2"; }

# A line that a program has left open must not take the record in.
fail() {
  printf '\nFAIL\t%s\t%s\t%s\n' "$1" "$2" "$3"
  return 1
}

require_root() {
  [ "$(id -u)" = 0 ] || fail root "runs as user id $(id -u), needs root" \
    'set login.name to root, or give the login password-less sudo'
}

# A folder for this run alone, gone with it.
make_work_folder() {
  WORK=$(mktemp -d) && trap 'rm -rf "$WORK"' EXIT && trap 'exit 1' HUP INT TERM
}
