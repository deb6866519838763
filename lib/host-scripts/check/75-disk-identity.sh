# Which disk a device is: serial number, WWN and size, as the kernel tells them. What udev made of
# them, the links in /dev/disk/by-id, may be stale, made by hand, or of the value that many disks have.
# An identity is written "serial=SERIAL,wwn=WWN,bytes=SIZE"; what the kernel does not tell is left empty.

readonly SECTOR_BYTES=512
# The longest value that is taken: a name of NVMe made of vendor, serial number, model and namespace.
readonly IDENTITY_LENGTH=160
# Placeholders are counted up.
readonly COUNTED_HEX=0123456789abcdef
readonly COUNTED=0123456789012345678901234567890123456789

# A value without blanks around it, and with no character that means anything in a list, a shell or XML.
plain_value() {
  printf '%s' "$1" | tr -s '[:space:]' ' ' | sed 's/^ //; s/ $//' | tr -c 'A-Za-z0-9._:-' _
}

# Letters and digits alone, in lower case: what is compared where udev and the kernel write differently.
bare_value() { printf '%s' "$1" | tr -cd '[:alnum:]' | tr '[:upper:]' '[:lower:]'; }

# Whether a value can tell one disk from others: not nothing, not one character over and over, not a placeholder.
is_telling() {
  [ "${#1}" -le "$IDENTITY_LENGTH" ] || return 1
  bare=$(bare_value "$1")
  bare=${bare#0x}
  case $bare in
    '' | none | null | na | unknown | default | serial | serialnumber | notset | notspecified | tobefilledbyoem) return 1 ;;
  esac
  first=${bare%"${bare#?}"}
  if [ -z "$(printf '%s' "$bare" | tr -d "$first")" ]; then
    case $first in 0 | f | x) return 1 ;; esac
    [ "${#bare}" -lt 4 ] || return 1
  fi
  [ "${#bare}" -lt 6 ] && return 0
  case "$COUNTED_HEX $COUNTED" in *"$bare"*) return 1 ;; esac
}

# The serial number of a disk: of virtio, of NVMe and MMC, of SCSI and ATA (after four bytes of the page's own).
disk_serial() {
  for file in serial device/serial device/vpd_pg80; do
    [ -r "$root/sys/block/$1/$file" ] || continue
    case $file in
      *vpd_pg80) value=$(dd if="$root/sys/block/$1/$file" bs=1 skip=4 2>/dev/null | tr -d '\000') ;;
      *) value=$(line_of "$root/sys/block/$1/$file") ;;
    esac
    value=$(plain_value "$value")
    if is_telling "$value"; then
      printf '%s\n' "$value"
      return
    fi
  done
}

# The world-wide name of a disk whose serial number is this: naa., eui. or uuid. Any other is put together
# of model and serial number, so it tells no more than they do.
disk_wwn() {
  for file in wwid device/wwid; do
    value=$(plain_value "$(line_of "$root/sys/block/$1/$file")")
    case $value in
      naa.????????????????*) told=${value#naa.?} ;;
      naa.* | eui.* | uuid.*) told=${value#*.} ;;
      ?*) told=$2 ;;
      *) continue ;;
    esac
    if is_telling "$told" && [ "${#value}" -le "$IDENTITY_LENGTH" ]; then
      printf '%s\n' "$value"
      return
    fi
  done
}

disk_bytes() {
  sectors=$(line_of "$root/sys/block/${1##*/}/size")
  echo $((${sectors:-0} * SECTOR_BYTES))
}

# Whole disks are what the kernel lists, but for what is made of other devices, or of memory.
is_whole_disk() {
  [ -d "$root/sys/block/$1" ] || return 1
  case $1 in ram* | zram* | loop* | sr* | fd* | dm-* | md*) return 1 ;; esac
  # One of several paths to a disk of NVMe, which the kernel joins itself.
  [ "$(line_of "$root/sys/block/$1/hidden")" != 1 ]
}

# All whole disks, one "device, identity" a line.
read_disk_identities() {
  for block in "$root"/sys/block/*; do
    device=${block##*/}
    is_whole_disk "$device" || continue
    serial=$(disk_serial "$device")
    printf '%s\tserial=%s,wwn=%s,bytes=%s\n' "$device" "$serial" "$(disk_wwn "$device" "$serial")" "$(disk_bytes "$device")"
  done
}

# The identity of a device, empty for what is no whole disk.
identity_of() { printf '%s\n' "$disk_identities" | awk -F '\t' -v device="${1##*/}" '$1 == device { print $2 }'; }

# One value of an identity.
identity_part() { printf '%s\n' "$1" | tr ',' '\n' | sed -n "s/^$2=//p" | head -n 1; }

# The identity in words.
identity_words() {
  serial=$(identity_part "$1" serial) wwn=$(identity_part "$1" wwn)
  echo "${serial:+serial number $serial, }${wwn:+WWN $wwn, }$(identity_part "$1" bytes) bytes"
}

is_identity() { [ -n "$(identity_part "$1" serial)$(identity_part "$1" wwn)" ]; }

# Another disk that says to be this one: by WWN, or where one of them has none, by serial number.
twin_of() {
  printf '%s\n' "$disk_identities" | awk -F '[\t,]' -v device="${1##*/}" '
    { serial[$1] = substr($2, 8); wwn[$1] = substr($3, 5) }
    END {
      for (other in serial) {
        if (other == device) continue
        same = wwn[device] != "" && wwn[other] != "" ? wwn[other] == wwn[device] : serial[device] != "" && serial[other] == serial[device]
        if (same) print other
      }
    }' | sort | head -n 1
}

# How a device differs from the identity that was recorded, in words; empty when it is that disk. What the
# kernel did not tell then is not compared.
identity_difference() {
  if ! is_identity "$1"; then
    echo 'neither a serial number nor a WWN of it is recorded'
    return
  fi
  found=$(identity_of "$2")
  for part in serial wwn bytes; do
    recorded=$(identity_part "$1" "$part")
    is=$(identity_part "$found" "$part")
    case $part in serial) word='serial number' ;; wwn) word=WWN ;; bytes) word=bytes ;; esac
    [ -z "$recorded" ] || [ "$recorded" = "$is" ] || echo "$word ${is:-none} instead of $recorded"
  done | paste -sd ',' - | sed 's/,/, /g'
}

# The first line of a file of the kernel's, which may end without a line end; empty when it cannot be read.
line_of() {
  line=
  { read -r line <"$1"; } 2>/dev/null
  printf '%s\n' "$line"
}

# Whether a device file has the number of the kernel's device. In the faked host of a test a disk is a file.
is_node_of() {
  [ -b "$1" ] || [ -n "$root" ] || return 1
  [ -b "$1" ] || return 0
  [ "$(stat -c '%t %T' "$1" | { read -r major minor && echo "$((0x$major)):$((0x$minor))"; })" = "$(line_of "$root/sys/block/$2/dev")" ]
}

# Why a device cannot be the disk of a VM, whatever is on it; empty when it can.
device_fault() {
  device=${1##*/}
  case $device in
    dm-*)
      echo "leads to $(holder_name "$device"), which is no whole disk"
      return
      ;;
  esac
  if ! is_whole_disk "$device"; then
    echo "leads to $device, which is no whole disk"
  elif ! is_node_of "$1" "$device"; then
    echo "leads to $1, which is not the device file of the kernel's $device"
  elif ! is_identity "$(identity_of "$device")"; then
    echo "leads to $device, of which the kernel tells neither a serial number nor a WWN that tells it from others"
  elif [ -n "$(twin_of "$device")" ]; then
    echo "is claimed by $device and $(twin_of "$device"): both say to be the disk with $(identity_words "$(identity_of "$device")")"
  fi
}

# Why a name in /dev/disk/by-id does not say which disk the device is; empty when it does: it must hold the
# WWN or the serial number that the kernel tells.
name_fault() {
  name=${1##*/} identity=$(identity_of "$2")
  serial=$(identity_part "$identity" serial) wwn=$(identity_part "$identity" wwn)
  case $name in
    wwn-*) claim=${name#wwn-} kind=WWN told=${wwn#*.} ;;
    nvme-eui.* | nvme-uuid.* | nvme-nvme.*) claim=${name#nvme-*.} kind=WWN told=${wwn#*.} ;;
    scsi-[23]*) claim=${name#scsi-?} kind=WWN told=${wwn#*.} ;;
    *) claim=${name#*-} kind='serial number' told=$serial ;;
  esac
  claim=$(bare_value "$claim") told=$(bare_value "$told")
  if [ "$kind" = WWN ]; then
    claim=${claim#0x}
    is_telling "$claim" || { echo "$name holds no $kind that tells one disk from others"; return; }
    [ "$claim" = "$told" ] || echo "$name says $kind $claim, the kernel says ${told:-none} of ${2##*/}"
  else
    [ -n "$told" ] || { echo "$name may hold a $kind, but the kernel tells none of ${2##*/}"; return; }
    case $claim in *"$told"*) ;; *) echo "$name does not hold the $kind $told that the kernel tells of ${2##*/}" ;; esac
  fi
}
