# How the host itself uses a disk.

# What is mounted or swapped to, one "device, tab, where" a line.
devices_in_use() {
  while read -r device where rest; do
    case $device in /dev/*) printf '%s\tmounted at %s\n' "$(readlink -f "$root$device")" "$where" ;; esac
  done <"$root/proc/mounts"
  [ -r "$root/proc/swaps" ] || return 0
  while read -r device rest; do
    case $device in /dev/*) printf '%s\tswap\n' "$(readlink -f "$root$device")" ;; esac
  done <"$root/proc/swaps"
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

# What holds the device: LVM, RAID, multipath and the like are devices on top of it.
holder_name() {
  case $1 in
    md*) echo "RAID ($1)" ;;
    dm-*)
      mapping=$(line_of "$root/sys/block/$1/dm/name")
      case $(line_of "$root/sys/block/$1/dm/uuid") in
        LVM-*) echo "LVM ($mapping)" ;;
        mpath-*) echo "multipath ($mapping)" ;;
        *) echo "device mapper (${mapping:-$1})" ;;
      esac
      ;;
    *) echo "$1" ;;
  esac
}

# How the host itself uses the disk, in a few words; empty when it does not.
use_of() {
  for holder in "$root/sys/block/${1##*/}"/holders/* "$root/sys/block/${1##*/}"/*/holders/*; do
    [ -e "$holder" ] && { holder_name "${holder##*/}"; return; }
  done
  disk_and_partitions "$1" | while read -r part; do
    printf '%s\n' "$used_devices" | awk -F '\t' -v device="$part" '$1 == device { print $2; exit }'
  done | head -n 1
}
