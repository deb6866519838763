# The disks that the VM is to get: which they are, whose data is on them, and whether it may have them.

# What the product wants of a data disk: 1 TB, as disks are sold.
readonly DATA_DISK_BYTES=1000000000000

check_data_disks() {
  taken=' '
  for path in ${QK_DATA_DISKS:-}; do
    if [ -e "$root$path" ]; then
      device=$(readlink -f "$root$path")
      case $taken in
        *" $device "*)
          fail disk.identity "data disk $path leads to ${device##*/}, as another data disk does" \
            'name each disk once, by one of its names'
          continue
          ;;
      esac
      taken="$taken$device "
      check_data_disk "$path" "$device"
    else
      place=kvm.data.disks
      is_expected_blank "$path" && place=hosts.lock.json
      fail disk.present "data disk $path is missing" \
        "connect the disk, or take it out of $place; then run \"quantum-kvm check\""
    fi
  done
}

# Path and device. Nothing else is asked of what is not the disk that was reviewed.
check_data_disk() {
  check_identity "$1" "$2" || return
  check_use "$1" "$2"
  check_disk_size "$1" "$(disk_bytes "$2")"
}

# The identity that hosts.lock.json records of a data disk; empty when it records none.
recorded_identity() {
  for word in ${QK_DISK_IDENTITIES:-}; do
    case $word in "$1",*) echo "${word#"$1",}" ;; esac
  done
}

check_identity() {
  why=$(device_fault "$2")
  if [ -n "$why" ]; then
    fail disk.identity "data disk $1 $why" \
      'name a whole disk with a serial number or WWN of its own in kvm.data.disks; two paths to one disk, or a disk under multipath, cannot be given to a VM'
    return 1
  fi
  recorded=$(recorded_identity "$1")
  if [ -n "$recorded" ]; then
    why=$(identity_difference "$recorded" "$2")
    if [ -n "$why" ]; then
      tell_another_disk "$1" "$2" "$why"
      return 1
    fi
  elif [ "${QK_PURPOSE:-check}" = deployment ]; then
    fail disk.identity "hosts.lock.json does not record which disk $1 is" \
      'run "quantum-kvm check" and review the serial number and WWN that it records'
    return 1
  fi
  why=$(name_fault "$1" "$2")
  if [ -z "$why" ]; then
    pass disk.identity "$1 is the disk with $(identity_words "$(identity_of "$2")")"
  else
    fail disk.identity "data disk $1 has a name that does not identify it: $why" "$(name_cure "$2")"
    return 1
  fi
}

# Path, device and how it differs.
tell_another_disk() {
  fail disk.identity "data disk $1 leads to ${2##*/}, another disk than hosts.lock.json records: $3" \
    'put the recorded disk back, or the link right ("udevadm trigger --settle --subsystem-match=block" on the host); if it was replaced on purpose, run "quantum-kvm check --accept-new-facts ADDRESS" and review what changes'
}

name_cure() {
  for name in $(disk_names); do
    [ "$(readlink -f "$name")" = "$1" ] || continue
    [ -z "$(name_fault "$name" "$1")" ] || continue
    echo "name it ${name#"$root"} in kvm.data.disks; if that is not the disk that is meant, put the link right"
    return
  done
  echo 'take it out of kvm.data.disks: no name in /dev/disk/by-id holds what the kernel tells of it'
}

# A disk that the VM has is asked for nothing more.
check_use() {
  owner=$(other_owner "$2")
  if [ -n "$owner" ]; then
    fail disk.free "data disk $1 belongs to the VM $owner" 'take it out of kvm.data.disks'
  elif is_own "$1" "$2"; then
    pass disk.free "$1"
  elif [ -n "$(use_of "$2")" ]; then
    fail disk.free "data disk $1 is in use by the host: $(use_of "$2")" \
      "$(freeing "$2"), or take it out of kvm.data.disks"
  else
    check_unused_disk "$1" "$2"
  fi
}

# How the host gives up a device that it uses.
freeing() {
  case $(use_of "$1") in
    'mounted at '*) use=$(use_of "$1") && echo "run \"umount ${use#mounted at }\" on the host and take it out of /etc/fstab" ;;
    *) echo 'free it on the host (swapoff, vgchange -an, mdadm --stop or multipath -f)' ;;
  esac
}

check_unused_disk() {
  content=$(content_of "$2")
  if [ -z "$content" ] || is_given_disk "$1" "$2"; then
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
    fail disk.free "data disk $1 carries $content, and was never given to ${vm_name:-the VM}" "$(content_cure "$1" "$2")"
  fi
}

# What to do about data of unknown origin, of a path and its device.
content_cure() {
  echo "if nothing on it is needed, run \"wipefs -a $1\" on the host; to give ${vm_name:-the VM} the disk as it is, run \"mkdir -p ${GIVEN%/*} && echo ${vm_name:-VM} $1 $(identity_of "$2") >>$GIVEN\" there"
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
    case $(disk_state "$path" "$device") in
      used) tell_unknown_data "$path" "$device" ;;
      *) pass facts.disks "$path" ;;
    esac
  done
}

tell_unknown_data() {
  content=$(content_of "$2")
  message="data disk $1 carries ${content:-data}, hosts.lock.json records it as blank, and it was never given to ${vm_name:-the VM}"
  cure="$(content_cure "$1" "$2"); to keep it from the VM, write \"blank\": false for it in hosts.lock.json"
  if [ "${QK_PURPOSE:-check}" = deployment ]; then
    fail facts.disks "$message" "$cure"
  else
    warn facts.disks "$message; a deployment will refuse it" "$cure"
  fi
}
