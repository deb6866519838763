# Disks: which there are, what is on them, and who uses them.

readonly SECTOR_BYTES=512
# What the product wants of a data disk: 1 TB, as disks are sold.
readonly DATA_DISK_BYTES=1000000000000

# Disks that domains of this host name, one "domain, tab, device" a line.
disks_of_domains() {
  domain_properties | awk -F '\t' '$2 == "disk" { print $1 "\t" $3 }' |
    while IFS='	' read -r domain device; do printf '%s\t%s\n' "$domain" "$(readlink -f "$root$device")"; done
}

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

# What domain a device belongs to, if any.
domain_of() { printf '%s\n' "$domain_disks" | awk -F '\t' -v device="$1" '$2 == device { print $1; exit }'; }

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

has_partitions() { [ "$(disk_and_partitions "$1" | wc -l)" -gt 1 ]; }

# What the device carries by its own signatures, as "ext4" or "gpt"; empty for nothing. When it cannot be told: unknown.
signature_of() {
  if ! head -c 512 "$1" >/dev/null 2>&1; then
    echo unreadable
  elif blkid -V 2>/dev/null | grep -q util-linux; then
    found=$(blkid -p -o export "$1" 2>/dev/null)
    [ $? -ne 2 ] || return 0
    printf '%s\n' "$found" | sed -n 's/^\(TYPE\|PTTYPE\)=//p' | paste -sd ' ' - | grep . || echo unknown
  elif has_command lsblk; then
    lsblk -dno FSTYPE,PTTYPE "$1" 2>/dev/null | tr -s ' ' | sed 's/^ *//; s/ *$//' | grep . || :
  else
    echo unknown
  fi
}

# What the disk carries, in a few words; empty when it is blank.
content_of() {
  signature=$(signature_of "$1" | head -n 1)
  if [ -n "$signature" ]; then
    echo "$signature"
  elif has_partitions "$1"; then
    echo partitions
  fi
}

# vm: it is this VM's, or was given to it; blank: it carries nothing; used: anything else.
disk_state() {
  domain=$(domain_of "$1")
  if [ -n "$domain" ]; then
    if [ "$domain" = "$own_machine" ]; then echo vm; else echo used; fi
  elif [ -n "$(use_of "$1")" ]; then
    echo used
  elif is_given "$2"; then
    echo vm
  elif [ -n "$(content_of "$1")" ]; then
    echo used
  else
    echo blank
  fi
}

# The form of lib/config/values: a disk is known by no other name.
is_disk_name() { case $1 in [!A-Za-z0-9]* | *[!A-Za-z0-9._+=@:-]* | *-part[0-9]*) return 1 ;; esac; }

# Names in the order of preference; the first one of a device is its name.
disk_names() {
  for prefix in wwn- nvme-eui. nvme-uuid. scsi- ata- virtio- nvme-; do
    for name in "$root/dev/disk/by-id/$prefix"*; do
      [ -e "$name" ] && is_disk_name "${name##*/}" && echo "$name"
    done
  done
}

is_lasting_disk() {
  block=$root/sys/block/${1##*/}
  [ -d "$block" ] || return 1
  case ${1##*/} in ram* | zram* | sr* | fd* | dm-* | md*) return 1 ;; esac
  [ "$(line_of "$block/removable")" != 1 ]
}

disk_bytes() {
  sectors=$(line_of "$root/sys/block/${1##*/}/size")
  echo $((${sectors:-0} * SECTOR_BYTES))
}

tell_disks() {
  seen=' '
  for name in $(disk_names); do
    device=$(readlink -f "$name")
    case $seen in *" $device "*) continue ;; esac
    is_lasting_disk "$device" || continue
    seen="$seen$device "
    fact disk "${name#"$root"}" "$(disk_bytes "$device")" "$(disk_state "$device" "${name#"$root"}")"
  done
}

check_data_disks() {
  for path in ${QK_DATA_DISKS:-}; do
    if [ -e "$root$path" ]; then
      check_data_disk "$path" "$(readlink -f "$root$path")"
    else
      place=kvm.data.disks
      is_expected_blank "$path" && place=hosts.lock.json
      fail disk.present "data disk $path is missing" \
        "connect the disk, or take it out of $place; then run \"quantum-kvm check\""
    fi
  done
}

# Path and device. A disk of the running VM is asked for nothing more.
check_data_disk() {
  owner=$(domain_of "$2")
  if [ -n "$owner" ]; then
    if [ "$owner" = "$own_machine" ]; then pass disk.free "$1"; else
      fail disk.free "data disk $1 belongs to the VM $owner" 'take it out of kvm.data.disks'
    fi
  elif [ -n "$(use_of "$2")" ]; then
    fail disk.free "data disk $1 is in use by the host: $(use_of "$2")" \
      'free it ("umount", "swapoff", "vgchange -an GROUP", "mdadm --stop" or "multipath -f MAP" on the host), or take it out of kvm.data.disks'
  else
    check_unused_disk "$1" "$2"
  fi
  check_disk_size "$1" "$(disk_bytes "$2")"
}

check_unused_disk() {
  content=$(content_of "$2")
  if [ -z "$content" ] || is_given "$1"; then
    pass disk.free "$1"
    return
  fi
  case $content in
    *LVM*_member* | *raid_member* | *_raid_* | zfs_member* | mpath_member* | *ceph_bluestore* | drbd*)
      fail disk.free "data disk $1 is a part of something greater: it carries $content" \
        "take it out of that (\"pvremove\", \"mdadm --zero-superblock\", \"zpool labelclear\" on the host), or take it out of kvm.data.disks"
      return
      ;;
  esac
  if is_expected_blank "$1"; then
    pass disk.free "$1"
  else
    fail disk.free "data disk $1 carries $content, and was never given to ${vm_name:-the VM}" "$(content_cure "$1")"
  fi
}

# What to do about data of unknown origin.
content_cure() {
  echo "if nothing on it is needed, run \"wipefs -a $1\" on the host; to give ${vm_name:-the VM} the disk as it is, run \"mkdir -p ${GIVEN%/*} && echo ${vm_name:-VM} $1 >>$GIVEN\" there"
}

check_disk_size() {
  if [ "$2" -ge "$DATA_DISK_BYTES" ]; then
    pass disk.size "$1"
  else
    warn disk.size "data disk $1 has $2 bytes, the product wants 1 TB ($DATA_DISK_BYTES)" \
      'use a larger disk, or expect a trial only'
  fi
}

is_expected_blank() { case " ${QK_EXPECT_BLANK_DISKS:-} " in *" $1 "*) ;; *) return 1 ;; esac; }

# A disk that was recorded as blank stays chosen; what it carries must be this VM's.
check_blank_disks() {
  for path in ${QK_EXPECT_BLANK_DISKS:-}; do
    [ -e "$root$path" ] || continue
    device=$(readlink -f "$root$path")
    case $(disk_state "$device" "$path") in
      used) tell_unknown_data "$path" "$(content_of "$device")" ;;
      *) pass facts.disks "$path" ;;
    esac
  done
}

tell_unknown_data() {
  message="data disk $1 carries ${2:-data}, hosts.lock.json records it as blank, and it was never given to ${vm_name:-the VM}"
  cure="$(content_cure "$1"); to keep it from the VM, write \"blank\": false for it in hosts.lock.json"
  if [ "${QK_PURPOSE:-check}" = deployment ]; then
    fail facts.disks "$message" "$cure"
  else
    warn facts.disks "$message; a deployment will refuse it" "$cure"
  fi
}
