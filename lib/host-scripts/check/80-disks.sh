# Disks: which there are, what is on them, and whose it is.

# Disks that domains of this host name, one "domain, tab, device" a line.
disks_of_domains() {
  domain_properties | awk -F '\t' '$2 == "disk" { print $1 "\t" $3 }' |
    while IFS='	' read -r domain device; do printf '%s\t%s\n' "$domain" "$(readlink -f "$root$device")"; done
}

# What domain a device belongs to, if any.
domain_of() { printf '%s\n' "$domain_disks" | awk -F '\t' -v device="$1" '$2 == device { print $1; exit }'; }

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

# Whether preparation has given this VM the disk, and it is still that one. Path and device.
is_given_disk() {
  for identity in $(given_identities "$1"); do
    [ -n "$(identity_difference "$identity" "$2")" ] || return 0
  done
  return 1
}

# Whether the VM got another disk under this path.
is_replaced() { [ -n "$(given_identities "$1")" ] && ! is_given_disk "$1" "$2"; }

given_identities() {
  [ ! -r "$root$GIVEN" ] || awk -v vm="$vm_name" -v path="$1" '$1 == vm && $2 == path { print $3 }' "$root$GIVEN"
}

# Whether the device is this VM's by its definition, which knows the path alone.
is_own() { [ -n "$own_machine" ] && [ "$(domain_of "$2")" = "$own_machine" ] && ! is_replaced "$1" "$2"; }

# The VM that the device belongs to, other than this one.
other_owner() {
  owner=$(domain_of "$1")
  [ "$owner" = "$own_machine" ] || echo "$owner"
}

# vm: it is this VM's, or was given to it; blank: it carries nothing; used: anything else. Path and device.
disk_state() {
  if [ -n "$(other_owner "$2")" ]; then
    echo used
  elif is_own "$1" "$2"; then
    echo vm
  elif [ -n "$(use_of "$2")" ]; then
    echo used
  elif is_given_disk "$1" "$2"; then
    echo vm
  elif [ -n "$(content_of "$2")" ]; then
    echo used
  else
    echo blank
  fi
}

# Names in the order of preference; the first one that identifies its device is the device's name.
disk_names() {
  for prefix in wwn- nvme-eui. nvme-uuid. scsi- ata- virtio- nvme-; do
    for name in "$root/dev/disk/by-id/$prefix"*; do
      [ -e "$name" ] && is_disk_name "${name##*/}" && echo "$name"
    done
  done
}

is_lasting_disk() { is_whole_disk "${1##*/}" && [ "$(line_of "$root/sys/block/${1##*/}/removable")" != 1 ]; }

tell_disks() {
  seen=' ' unnamed=' '
  for name in $(disk_names); do
    device=$(readlink -f "$name")
    case $seen in *" $device "*) continue ;; esac
    is_lasting_disk "$device" || continue
    if [ -z "$(device_fault "$device")$(name_fault "$name" "$device")" ]; then
      seen="$seen$device "
      tell_disk "${name#"$root"}" "$device"
    else
      case $unnamed in *" $device "*) ;; *) unnamed="$unnamed$device " ;; esac
    fi
  done
  tell_left_out
}

# Path and device.
tell_disk() {
  identity=$(identity_of "$2")
  fact disk "$1" "$(disk_bytes "$2")" "$(disk_state "$1" "$2")" \
    "$(identity_part "$identity" serial)" "$(identity_part "$identity" wwn)"
}

# Disks that cannot be named for good: with names of which none identifies them, or with none at all.
tell_left_out() {
  for device in $unnamed $(nameless_disks); do
    case $seen in *" $device "*) continue ;; esac
    why=$(device_fault "$device")
    warn disk.identity "disk ${device##*/} ($(disk_bytes "$device") bytes) is left out, as no data disk for the VM: it ${why:-$(name_lack "$device")}" \
      "nothing, unless it is to be one: \"udevadm info --query=symlink $device\" and \"cat /sys/block/${device##*/}/device/wwid\" on the host show what it is called; a virtual disk gets a serial number from what provides it"
  done
}

# Disks of the kernel without any name there, but for those that the host itself uses and drives without a medium.
nameless_disks() {
  for block in "$root"/sys/block/*; do
    device=$root/dev/${block##*/}
    [ -b "$device" ] || { [ -n "$root" ] && [ -f "$device" ]; } || continue
    is_lasting_disk "$device" || continue
    [ "$(disk_bytes "$device")" -gt 0 ] || continue
    case "$seen$unnamed" in *" $device "*) continue ;; esac
    [ -n "$(use_of "$device")" ] || echo "$device"
  done
}

name_lack() {
  case $unnamed in
    *" $1 "*) echo 'has no name in /dev/disk/by-id that holds the serial number or WWN that the kernel tells of it' ;;
    *) echo 'has no lasting name: there is no link to it in /dev/disk/by-id' ;;
  esac
}
