#!/bin/sh
# Says whether this host can carry its VM, and tells its lasting facts.
# Reads only: writes no file, changes nothing, asks no daemon. Runs under any POSIX shell.
# The files of this folder, in the order of their names, are the one script.
#
# Prints one record per line, fields separated by tabs:
#   PASS|WARN|FAIL  id  message  cure
#   FACT            name  value…          the last one is "end"
# Exit code: 1 when anything is FAIL, else 0. docs/checks.md explains every id.
#
# All parameters are optional environment variables; a check without its parameter is left out.
#   QK_PURPOSE               check (default) or deployment
#   QK_VIRTUALIZATION_TYPE   kvm (default) or qemu
#   QK_MEMORY_GIB            memory of the VM
#   QK_BRIDGES               bridges the VM needs, separated by blanks
#   QK_MACS                  MAC addresses of its NICs
#   QK_VNC_PORT              TCP port of its console
#   QK_STORAGE_PATH          folder that takes the volumes
#   QK_STORAGE_GIB           size of the system disk
#   QK_MEDIA_MIB             size of the medium
#   QK_PACKAGES_SUPPLIED     yes: packages come from the deployment node, no repository is needed
#   QK_AUTHORIZED_KEY        the deployment's public key
#   QK_LOGIN_METHOD          what opened this login: key, password, key and password, nothing
#   QK_FORWARDING            needed: the provider has no other way to libvirt's socket
#   QK_VM_NAME               name of the VM; what it already occupies is not asked for again
#   QK_ADOPTED               yes: it was made by others, and is ours by now
#   QK_DATA_DISKS            /dev/disk/by-id/… to pass through
#   QK_DISK_IDENTITIES       which disks they are as hosts.lock.json records it, each as
#                            PATH,serial=SERIAL,wwn=WWN,bytes=SIZE
#   QK_EXPECT_BLANK_DISKS    those of them that hosts.lock.json records as blank
#   QK_EXPECT_SOCKETS, QK_EXPECT_CORES_PER_SOCKET, QK_EXPECT_THREADS_PER_CORE,
#   QK_EXPECT_MEMORY_GIB     what hosts.lock.json records
#   QK_SYSROOT               folder to read /sys, /proc, /dev, /etc, /run and /var under, for tests
set -u
LC_ALL=C
root=${QK_SYSROOT:-}
PATH=$PATH:$root/usr/sbin:$root/sbin
export LC_ALL PATH

virtualization_type=${QK_VIRTUALIZATION_TYPE:-kvm}
storage_path=${QK_STORAGE_PATH:-}
vm_name=${QK_VM_NAME:-}
failed=0

readonly KIB_PER_GIB=1048576

pass() { printf 'PASS\t%s\t%s\t\n' "$1" "$2"; }
warn() { printf 'WARN\t%s\t%s\t%s\n' "$1" "$2" "$3"; }
fail() {
  failed=1
  printf 'FAIL\t%s\t%s\t%s\n' "$1" "$2" "$3"
}
fact() {
  printf 'FACT\t%s' "$1"
  shift
  printf '\t%s' "$@"
  printf '\n'
}

# One record for an expectation: its id, what is on the host, in hosts.lock.json (empty: not asked).
expect() {
  [ -n "$3" ] || return 0
  if [ "$2" = "$3" ]; then
    pass "$1" "$2, as hosts.lock.json says"
  else
    fail "$1" "the host has $2, hosts.lock.json says $3" \
      'run "quantum-kvm check" and review what changed in hosts.lock.json'
  fi
}

has_command() { command -v "$1" >/dev/null 2>&1; }

# KiB in whole GiB, rounded up.
gib_up() { echo $((($1 + KIB_PER_GIB - 1) / KIB_PER_GIB)); }
