#!/bin/sh
# Says whether this host can carry its VM, and tells its lasting facts.
# Reads only: writes no file, changes nothing, asks no daemon. Runs under any POSIX shell.
#
# Prints one record per line, fields separated by tabs:
#   PASS|WARN|FAIL  id  message  cure
#   FACT            name  value…          the last one is "end"
# Exit code: 1 when anything is FAIL, else 0. docs/checks.md explains every id.
#
# All parameters are optional environment variables; a check without its parameter is left out.
#   QK_VIRTUALIZATION_TYPE   kvm (default) or qemu
#   QK_MEMORY_GIB            memory of the VM
#   QK_BRIDGES               bridges the VM needs, separated by blanks
#   QK_STORAGE_PATH          folder that takes the volumes
#   QK_STORAGE_GIB           what the system disk and the medium need together
#   QK_VM_NAME               name of the VM; what it already occupies is not asked for again
#   QK_DATA_DISKS            /dev/disk/by-id/… to pass through
#   QK_EXPECT_BLANK_DISKS    those of them that hosts.lock.json records as blank
#   QK_EXPECT_SOCKETS, QK_EXPECT_CORES_PER_SOCKET, QK_EXPECT_THREADS_PER_CORE,
#   QK_EXPECT_MEMORY_GIB     what hosts.lock.json records
#   QK_SYSROOT               folder to read /sys, /proc, /dev and /etc under, for tests
set -u
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

# Memory that stays with the host's own system.
readonly HOST_RESERVE_GIB=2
readonly KIB_PER_GIB=1048576
# The product supports one or two physical CPUs.
readonly MAX_SOCKETS=2
readonly SECTOR_BYTES=512

root=${QK_SYSROOT:-}
virtualization_type=${QK_VIRTUALIZATION_TYPE:-kvm}
storage_path=${QK_STORAGE_PATH:-}
vm_name=${QK_VM_NAME:-}
failed=0

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

check_root() {
  uid=$(id -u)
  if [ "$uid" = 0 ]; then
    pass host.root 'runs as root'
  else
    fail host.root "runs as user id $uid, needs root" \
      'set login.name to root, or give the login password-less sudo'
  fi
}

# Terraform puts its scripts into the login's home and makes them writable for all until they have run.
check_home() {
  login=${SUDO_USER:-$(id -un)}
  home=$(getent passwd "$login" 2>/dev/null | cut -d : -f 6)
  [ -n "$home" ] && [ -d "$root$home" ] || return 0
  # shellcheck disable=SC2012 # the mode of one known folder
  case $(ls -ld "$root$home/") in
    ?????????[xt]*)
      fail login.home "the home $home of $login is open to other users" "run \"chmod o-rwx $home\" on the host"
      ;;
    *) pass login.home "$home is closed to other users" ;;
  esac
}

# Values of /etc/os-release are read, never executed.
os_release() {
  [ -r "$root/etc/os-release" ] || return 0
  sed -n "s/^$1=//p" "$root/etc/os-release" | sed 's/^["'\'']//; s/["'\''] *$//; q' | tr -d '\t'
}

tell_os() {
  fact os "$(os_release ID)" "$(os_release VERSION_ID)" "$(os_release ID_LIKE)"
}

check_architecture() {
  architecture=$(uname -m)
  fact architecture "$architecture"
  if [ "$architecture" = x86_64 ]; then
    pass host.architecture x86_64
  else
    fail host.architecture "the host is $architecture, supported is x86_64" \
      'take the host out of kvm.host.range'
  fi
}

check_package_manager() {
  for manager in apt-get dnf yum; do
    if command -v "$manager" >/dev/null 2>&1; then
      pass host.packages "$manager"
      return
    fi
  done
  fail host.packages 'none of apt-get, dnf, yum is installed' \
    'use a Debian, Ubuntu or RHEL family system on this host'
}

# Terraform's provisioners copy their scripts with scp.
check_scp() {
  if command -v scp >/dev/null 2>&1; then
    pass host.scp 'scp is installed'
  else
    fail host.scp 'scp is missing' \
      'install openssh-client (Debian, Ubuntu) or openssh-clients (RHEL family)'
  fi
}

# One line per online logical CPU: physical package, tab, core. A core is known by the threads that
# share it, because core ids repeat between the dies of one package on older kernels.
threads_from_sys() {
  for topology in "$root"/sys/devices/system/cpu/cpu[0-9]*/topology; do
    { read -r package <"$topology/physical_package_id"; } 2>/dev/null || continue
    { read -r core <"$topology/core_cpus_list"; } 2>/dev/null ||
      { read -r core <"$topology/thread_siblings_list"; } 2>/dev/null || continue
    printf '%s\t%s\n' "$package" "$core"
  done
}

# The same from /proc/cpuinfo, for kernels that show no topology in /sys.
threads_from_proc() {
  [ -r "$root/proc/cpuinfo" ] || return 0
  awk -F '[ \t]*: *' '
    function flush() { if (cpu != "") print package "\t" (core == "" ? "cpu" cpu : core) }
    $1 == "processor" { flush(); cpu = $2; package = 0; core = "" }
    $1 == "physical id" { package = $2 }
    $1 == "core id" { core = $2 }
    END { flush() }' "$root/proc/cpuinfo"
}

# sockets, cores per socket, threads per core, even|uneven. Where cores or sockets differ (hybrid
# CPUs, threads taken offline) the smallest counts, so that a share is never more than it says.
count_topology() {
  awk -F '\t' '
    { if (!(($1, $2) in threads)) { if (!($1 in cores)) sockets++; cores[$1]++ }
      threads[$1, $2]++ }
    function range(values, key) {
      low = high = 0
      for (key in values) {
        if (low == 0 || values[key] < low) low = values[key]
        if (values[key] > high) high = values[key]
      }
      if (low != high) shape = "uneven"
      return low
    }
    END { shape = "even"; c = range(cores); t = range(threads); print sockets + 0, c, t, shape }'
}

read_topology() {
  lines=$(threads_from_sys)
  [ -n "$lines" ] || lines=$(threads_from_proc)
  printf '%s' "${lines:+$lines
}" | count_topology
}

check_cpu() {
  # shellcheck disable=SC2046 # four words, split on purpose
  set -- $(read_topology)
  fact cpu "$1" "$2" "$3"
  if [ "$1" -ge 1 ] && [ "$1" -le "$MAX_SOCKETS" ]; then
    pass cpu.sockets "$1 physical CPU(s), $2 core(s) each, $3 thread(s) per core"
  else
    fail cpu.sockets "the host has $1 physical CPUs, supported are 1 to $MAX_SOCKETS" \
      'take the host out of kvm.host.range'
  fi
  if [ "$4" = uneven ]; then
    warn cpu.topology "its cores or sockets differ; counted as $2 core(s) with $3 thread(s) each" \
      'expect a smaller share than kvm.cpu.percentage of all threads, or turn hyper-threading off'
  fi
  expect facts.sockets "$1" "${QK_EXPECT_SOCKETS:-}"
  expect facts.cores-per-socket "$2" "${QK_EXPECT_CORES_PER_SOCKET:-}"
  expect facts.threads-per-core "$3" "${QK_EXPECT_THREADS_PER_CORE:-}"
}

virtualization_flag() {
  flags=$(sed -n '/^flags[[:blank:]]*:/{s/^[^:]*://;p;q;}' "$root/proc/cpuinfo" 2>/dev/null)
  case " $flags " in
    *' vmx '*) echo vmx ;;
    *' svm '*) echo svm ;;
    *) echo none ;;
  esac
}

check_virtualization() {
  flag=$(virtualization_flag)
  fact virtualization "$flag"
  if [ "$virtualization_type" = qemu ]; then
    pass cpu.virtualization 'not needed: kvm.virtualization.type is qemu'
  elif [ "$flag" = none ]; then
    fail cpu.virtualization '/proc/cpuinfo shows neither vmx nor svm' \
      'enable Intel VT-x or AMD-V in the firmware settings of the host'
  else
    pass cpu.virtualization "$flag"
    check_kvm_device
  fi
}

check_kvm_device() {
  if [ -e "$root/dev/kvm" ]; then
    pass cpu.kvm '/dev/kvm is there'
  else
    warn cpu.kvm '/dev/kvm is missing' \
      'run "modprobe kvm_intel" or "modprobe kvm_amd"; if it is refused, enable virtualization in the firmware settings'
  fi
}

check_memory() {
  total_kib=$(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' "$root/proc/meminfo" 2>/dev/null)
  total_kib=${total_kib:-0}
  total_gib=$((total_kib / KIB_PER_GIB))
  fact memory "$total_kib"
  if [ -n "${QK_MEMORY_GIB:-}" ]; then
    needed_gib=$((QK_MEMORY_GIB + HOST_RESERVE_GIB))
    if [ "$total_kib" -ge $((needed_gib * KIB_PER_GIB)) ]; then
      pass memory.size "$total_gib GiB, needed are $needed_gib GiB"
    else
      largest_gib=$((total_gib - HOST_RESERVE_GIB))
      fail memory.size "kvm.memory.size.gb $QK_MEMORY_GIB needs $needed_gib GiB ($HOST_RESERVE_GIB GiB stay with the host), the host has $total_gib GiB" \
        "set kvm.memory.size.gb to $((largest_gib > 0 ? largest_gib : 0)) or less for this host, or add memory"
    fi
  fi
  expect facts.memory "$total_gib" "${QK_EXPECT_MEMORY_GIB:-}"
}

is_bridge() { [ -d "$root/sys/class/net/$1/bridge" ]; }

bridges() {
  for bridge in "$root"/sys/class/net/*/bridge; do
    [ -d "$bridge" ] || continue
    bridge=${bridge%/bridge}
    echo "${bridge##*/}"
  done
}

# Bridges that other software makes and removes by itself are no lasting fact, unless they are asked for.
is_lasting_bridge() {
  case " ${QK_BRIDGES:-} " in *" $1 "*) return 0 ;; esac
  case $1 in
    virbr[0-9]* | docker* | podman* | cni* | lxcbr* | lxdbr*) return 1 ;;
    br-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]) return 1 ;;
  esac
}

tell_bridges() {
  for name in $(bridges); do
    is_lasting_bridge "$name" || continue
    { read -r mtu <"$root/sys/class/net/$name/mtu"; } 2>/dev/null || mtu=1500
    fact bridge "$name" "$mtu"
  done
}

check_bridges() {
  for name in ${QK_BRIDGES:-}; do
    if is_bridge "$name"; then
      pass network.bridge "$name"
    elif [ -e "$root/sys/class/net/$name" ]; then
      fail network.bridge "$name is not a Linux bridge" \
        "make $name a bridge, or name another one in kvm.bridge.base.name or kvm.bridge.indexN.name"
    else
      present=$(bridges | paste -sd " " -)
      fail network.bridge "bridge $name is missing; the host has: ${present:-none}" \
        "make the bridge $name, or name another one in kvm.bridge.base.name or kvm.bridge.indexN.name"
    fi
  done
}

nearest_folder() {
  folder=$1
  while [ ! -d "$folder" ] && [ "$folder" != / ]; do folder=$(dirname "$folder"); done
  echo "$folder"
}

# KiB that the VM's own volumes occupy already: a later deployment must not ask for them again.
own_volumes_kib() {
  [ -n "$vm_name" ] || { echo 0; return; }
  for volume in "$storage_path/$vm_name".* "$storage_path/$vm_name"-*; do
    [ -f "$volume" ] && du -k "$volume"
  done 2>/dev/null | awk '{ sum += $1 } END { printf "%d\n", sum }'
}

check_storage() {
  [ -n "$storage_path" ] || return 0
  if [ -e "$storage_path" ] && [ ! -d "$storage_path" ]; then
    fail storage.path "kvm.location.path $storage_path is not a folder" 'name a folder in kvm.location.path'
    return
  fi
  [ -n "${QK_STORAGE_GIB:-}" ] || return 0
  folder=$(nearest_folder "$storage_path")
  free_kib=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }')
  own_kib=$(own_volumes_kib)
  needed_kib=$((QK_STORAGE_GIB * KIB_PER_GIB - own_kib))
  free_gib=$((${free_kib:-0} / KIB_PER_GIB))
  if [ "${free_kib:-0}" -ge "$needed_kib" ]; then
    pass storage.free "$free_gib GiB free at $folder"
  else
    fail storage.free "$storage_path needs $(((needed_kib + KIB_PER_GIB - 1) / KIB_PER_GIB)) GiB more, $free_gib GiB are free at $folder" \
      'make room, lower kvm.system.size.gb, or name another folder in kvm.location.path'
  fi
}

# Disks that domains of this host name, one "domain, tab, device" a line.
disks_of_domains() {
  for definition in "$root"/etc/libvirt/qemu/*.xml; do
    [ -r "$definition" ] || continue
    domain=${definition##*/}
    sed -n "s/.*<source [^>]*dev=['\"]\([^'\"]*\)['\"].*/\1/p" "$definition" |
      while read -r device; do printf '%s\t%s\n' "${domain%.xml}" "$(readlink -f "$root$device")"; done
  done
}

# Devices that are mounted or swapped to, one a line.
devices_in_use() {
  cat "$root/proc/mounts" "$root/proc/swaps" 2>/dev/null |
    while read -r device rest; do
      case $device in /dev/*) readlink -f "$root$device" ;; esac
    done
}

# What domain a device belongs to, if any. Needs $domain_disks.
domain_of() {
  printf '%s\n' "$domain_disks" | while IFS='	' read -r domain device; do
    [ "$device" = "$1" ] && { echo "$domain"; break; }
  done
}

# The disk and its partitions, one device a line.
disk_and_partitions() {
  echo "$1"
  for part in "$root/sys/block/${1##*/}"/*/partition; do
    [ -e "$part" ] || continue
    part=${part%/partition}
    echo "$root/dev/${part##*/}"
  done
}

# Whether the host itself uses the disk: a holder (LVM, md, multipath), a mount, swap.
in_use() {
  for holder in "$root/sys/block/${1##*/}"/holders/* "$root/sys/block/${1##*/}"/*/holders/*; do
    [ -e "$holder" ] && return 0
  done
  for part in $(disk_and_partitions "$1"); do
    case "
$used_devices
" in *"
$part
"*) return 0 ;; esac
  done
  return 1
}

has_partitions() { [ "$(disk_and_partitions "$1" | wc -l)" -gt 1 ]; }

# Whether the device carries a partition table or any known signature. When no tool can tell: yes.
has_signature() {
  if blkid -V 2>/dev/null | grep -q util-linux; then
    blkid -p "$1" >/dev/null 2>&1
    [ $? -ne 2 ]
  elif command -v wipefs >/dev/null 2>&1; then
    found=$(wipefs -n "$1" 2>&1) || return 0
    [ -n "$found" ]
  elif command -v lsblk >/dev/null 2>&1; then
    found=$(lsblk -dno FSTYPE,PTTYPE "$1" 2>&1) || return 0
    [ -n "$(printf '%s' "$found" | tr -d '[:space:]')" ]
  fi
}

# vm: it is this VM's; blank: it carries nothing; used: anything else.
disk_state() {
  domain=$(domain_of "$1")
  if [ -n "$domain" ]; then
    if [ "$domain" = "$vm_name" ]; then echo vm; else echo used; fi
  elif in_use "$1" || has_partitions "$1" || has_signature "$1"; then
    echo used
  else
    echo blank
  fi
}

# Names in the order of preference; the first one of a device is its name.
disk_names() {
  for prefix in wwn- nvme-eui. nvme-uuid. scsi- ata- virtio- nvme-; do
    for name in "$root/dev/disk/by-id/$prefix"*; do
      [ -e "$name" ] && echo "$name"
    done
  done
}

is_lasting_disk() {
  block=$root/sys/block/${1##*/}
  [ -d "$block" ] || return 1
  case ${1##*/} in loop* | ram* | zram* | sr* | fd* | dm-* | md*) return 1 ;; esac
  { read -r removable <"$block/removable"; } 2>/dev/null || removable=0
  [ "$removable" = 0 ]
}

tell_disks() {
  seen=' '
  for name in $(disk_names); do
    device=$(readlink -f "$name")
    case $seen in *" $device "*) continue ;; esac
    is_lasting_disk "$device" || continue
    seen="$seen$device "
    { read -r sectors <"$root/sys/block/${device##*/}/size"; } 2>/dev/null || continue
    fact disk "${name#"$root"}" $((sectors * SECTOR_BYTES)) "$(disk_state "$device")"
  done
}

check_data_disks() {
  for path in ${QK_DATA_DISKS:-}; do
    if [ ! -e "$root$path" ]; then
      fail disk.present "data disk $path is missing" \
        'connect the disk, or take it out of kvm.data.disks; then run "quantum-kvm check"'
      continue
    fi
    device=$(readlink -f "$root$path")
    domain=$(domain_of "$device")
    if [ -n "$domain" ] && [ "$domain" != "$vm_name" ]; then
      fail disk.free "data disk $path belongs to the VM $domain" 'take it out of kvm.data.disks'
    elif [ -z "$domain" ] && in_use "$device"; then
      fail disk.free "data disk $path is in use by the host itself" 'take it out of kvm.data.disks'
    else
      pass disk.free "$path"
    fi
  done
}

check_blank_disks() {
  for path in ${QK_EXPECT_BLANK_DISKS:-}; do
    [ -e "$root$path" ] || continue
    case $(disk_state "$(readlink -f "$root$path")") in
      used)
        fail facts.disks "$path carries data, hosts.lock.json says it is blank" \
          'run "quantum-kvm check"; to pass the disk through with its data, name it in kvm.data.disks'
        ;;
      *) pass facts.disks "$path" ;;
    esac
  done
}

main() {
  domain_disks=$(disks_of_domains)
  used_devices=$(devices_in_use)
  check_root
  check_home
  tell_os
  check_architecture
  check_package_manager
  check_scp
  check_cpu
  check_virtualization
  check_memory
  tell_bridges
  check_bridges
  check_storage
  tell_disks
  check_data_disks
  check_blank_disks
  fact end "$failed"
  return "$failed"
}

# The script may itself come over standard input: nothing it starts may read from there.
main </dev/null
exit $?
