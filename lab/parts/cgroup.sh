# shellcheck shell=sh
# Each host has its own subtree of the CPU controller: quantum-lab-<id>/kvm<N>, its processes in the
# child `host`. libvirt makes its groups beside that child, so equal VM names on two hosts never
# meet, and membership tells which processes are a host's even where nothing was recorded yet.
# Both versions of cgroups work; with version 1 only the CPU hierarchies are divided, and the one of the
# devices controller keeps a host from the machine's disks. A host does not see that one.

# Prints "type folder options", one line for each hierarchy with the CPU controller.
cgroup_hierarchies() {
  sort -u /proc/mounts | while read -r _ folder type options _; do
    case $type,$options, in
      cgroup,*,cpu,* | cgroup,*,cpuacct,*) echo "$type $folder $(cgroup_controllers "$options")" ;;
      cgroup2,*) ! grep -qsw cpu "$folder/cgroup.controllers" || echo "$type $folder" ;;
    esac
  done
}

# The controllers among mount options.
cgroup_controllers() {
  echo "$1" | tr , '\n' | grep -Ex 'cpu|cpuacct' | paste -s -d ,
}

# Stable for a run folder, so that a crash loses no group.
cgroup_lab() {
  echo "quantum-lab-$(printf %s "$LAB_RUN" | sha256sum | cut -c 1-8)"
}

# cgroup_host HOST
cgroup_host() {
  echo "$(cgroup_lab)/kvm$1"
}

# The version 1 hierarchy of the devices controller; nothing where there is none.
cgroup_devices() {
  awk '$3 == "cgroup" && ("," $4 ",") ~ /,devices,/ { print $2; exit }' /proc/mounts
}

# cgroup_warn: there is no other way that libvirt works with. Without CAP_MKNOD it cannot give QEMU its /dev.
cgroup_warn() {
  [ -z "$(cgroup_devices)" ] || return 0
  echo "note: this machine has no devices controller of cgroups version 1, so a script on a host that makes a node for a disk of this machine (mknod) can write to that disk; see Limits in docs/lab.md" >&2
}

# cgroup_folders GROUP: where the group is or would be, in every hierarchy.
cgroup_folders() {
  cgroup_hierarchies | while read -r _ folder _; do echo "$folder/$1"; done
  for folder in $(cgroup_devices); do echo "$folder/$1"; done
}

# cgroup_make HOST
cgroup_make() {
  [ -n "$(cgroup_hierarchies)" ] ||
    fail "no cgroup hierarchy with the CPU controller is mounted: CPU quotas need one"
  for folder in $(cgroup_devices); do cgroup_close_devices "$folder/$(cgroup_host "$1")"; done
  cgroup_hierarchies | while read -r type folder _; do
    mkdir -p "$folder/$(cgroup_host "$1")/host"
    [ "$type" = cgroup ] || cgroup_delegate "$folder" "$folder/$(cgroup_lab)"
  done
}

# cgroup_delegate FOLDER…: version 2 hands a controller down one level at a time.
cgroup_delegate() {
  for folder in "$@"; do echo +cpu >"$folder/cgroup.subtree_control"; done
}

# cgroup_close_devices FOLDER: in a group without children. Its processes may open what a host has in /dev,
# and terminals, and make nodes of character devices, as QEMU's own /dev needs them. No block device:
# cgroup_block lets in the host's own disks.
cgroup_close_devices() {
  mkdir -p "$1"
  echo a >"$1/devices.deny"
  echo 'c *:* m' >"$1/devices.allow"
  for number in '5:*' '136:*' $(devices_numbers); do echo "c $number rw" >"$1/devices.allow"; done
  mkdir -p "$1/host"
}

# cgroup_block HOST allow|deny LOOP: the host may open and make a loop device of its own, and its partitions.
cgroup_block() {
  for devices in $(cgroup_devices); do
    for group in "$devices/$(cgroup_host "$1")" "$devices/$(cgroup_host "$1")/host"; do
      [ ! -d "$group" ] || for number in /sys/devices/virtual/block/"$3"/dev /sys/devices/virtual/block/"$3"/"$3"p*/dev; do
        [ ! -e "$number" ] || echo "b $(cat "$number") rwm" >"$group/devices.$2"
      done
    done
  done
}

# cgroup_join GROUP: moves the calling process; `0` means itself in any PID namespace.
cgroup_join() {
  for folder in $(cgroup_folders "$1"); do echo 0 >"$folder/cgroup.procs"; done
}

# cgroup_processes GROUP: the processes in it and below.
cgroup_processes() {
  for folder in $(cgroup_folders "$1"); do
    find "$folder" -name cgroup.procs -exec cat {} + 2>/dev/null || :
  done | sort -u
}

# cgroup_remove GROUP: ends every process in it, then removes it. Dying takes a moment.
cgroup_remove() {
  for _ in $(seq 1 100); do
    for pid in $(cgroup_processes "$1"); do kill -KILL "$pid" 2>/dev/null || :; done
    for folder in $(cgroup_folders "$1"); do
      find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || :
    done
    cgroup_exists "$1" || return 0
    sleep 0.1
  done
  fail "cgroup $1 is still in use after 10 s by process $(cgroup_processes "$1" | paste -s -d ' ')"
}

cgroup_exists() {
  for folder in $(cgroup_folders "$1"); do
    [ ! -d "$folder" ] || return 0
  done
  return 1
}

# cgroup_mount HIERARCHIES: inside the host's cgroup namespace, where its own subtree is the root.
cgroup_mount() {
  mount -t tmpfs -o mode=755,size=1m tmpfs /sys/fs/cgroup
  echo "$1" | while read -r type folder controllers; do
    case $type in
      cgroup2) mount -t cgroup2 cgroup2 /sys/fs/cgroup && cgroup_delegate /sys/fs/cgroup ;;
      cgroup)
        mkdir "/sys/fs/cgroup/${folder##*/}"
        mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/${folder##*/}"
        ;;
    esac
  done
}
