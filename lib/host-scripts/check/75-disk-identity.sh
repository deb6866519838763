# Which disk a device is: serial number, WWN and size, as the kernel tells them. What udev made of
# them, the links in /dev/disk/by-id, may be stale, made by hand, or of the value that many disks have.
# An identity is written "serial=SERIAL,wwn=WWN,bytes=SIZE"; what the kernel does not tell is left empty.

readonly SECTOR_BYTES=512
LINE_END='
'

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

# What the kernel says of every whole disk, in seven lines each: device, serial number of virtio, of NVMe and
# MMC, of SCSI and ATA (a page, after four bytes of its own), WWN of NVMe, of SCSI, and size.
raw_identities() {
  for block in "$root"/sys/block/*; do
    device=${block##*/}
    is_whole_disk "$device" || continue
    echo "$device"
    line_of "$block/serial"
    line_of "$block/device/serial"
    if [ -r "$block/device/vpd_pg80" ]; then
      dd if="$block/device/vpd_pg80" bs=1 skip=4 2>/dev/null | tr '\000\n' '  '
    fi
    echo
    line_of "$block/wwid"
    line_of "$block/device/wwid"
    disk_bytes "$device"
  done
}

# All whole disks, one "device, identity, twin" a line. The twin is another disk that says to be this one: by
# WWN, or where one of them has none, by serial number.
read_disk_identities() {
  raw_identities | awk '
    # Without blanks around it, and with no character that means anything in a list, a shell or XML.
    function plain(value) {
      gsub(/[ \t]+/, " ", value); sub(/^ /, "", value); sub(/ $/, "", value)
      gsub(/[^A-Za-z0-9._:-]/, "_", value)
      return value
    }
    # Whether it can tell one disk from others: not nothing, not one character over and over, no placeholder.
    # 160 characters: the longest is a name of NVMe made of vendor, serial number, model and namespace.
    function telling(value, first, rest) {
      if (length(value) > 160) return 0
      value = tolower(value); gsub(/[^a-z0-9]/, "", value); sub(/^0x/, "", value)
      if (value == "" || value ~ /^(none|null|na|unknown|default|serial|serialnumber|notset|notspecified|tobefilledbyoem)$/) return 0
      first = substr(value, 1, 1); rest = value; gsub(first, "", rest)
      if (rest == "" && (index("0fx", first) || length(value) > 3)) return 0
      return length(value) < 6 || !index("0123456789abcdef 0123456789012345678901234567890123456789", value)
    }
    # A name that is put together of model and serial number tells no more than that.
    function tells_wwn(name, serial) {
      if (length(name) > 160) return 0
      if (name ~ /^naa\./) return telling(substr(name, length(name) < 20 ? 5 : 6))
      if (name ~ /^(eui|uuid)\./) return telling(substr(name, index(name, ".") + 1))
      return name != "" && serial != ""
    }
    function is_twin(one, other) {
      if (wwn[one] != "" && wwn[other] != "") return wwn[one] == wwn[other]
      return serial[one] != "" && serial[one] == serial[other]
    }
    NR % 7 == 1 { device = $0; count++; devices[count] = device; next }
    NR % 7 == 0 { bytes[device] = $0; next }
    { value = plain($0) }
    NR % 7 < 5 { if (serial[device] == "" && telling(value)) serial[device] = value; next }
    { if (wwn[device] == "" && tells_wwn(value, serial[device])) wwn[device] = value }
    END {
      for (i = 1; i <= count; i++) {
        device = devices[i]; twin = ""
        for (j = 1; j <= count && twin == ""; j++) if (j != i && is_twin(device, devices[j])) twin = devices[j]
        print device "\tserial=" serial[device] ",wwn=" wwn[device] ",bytes=" bytes[device] "\t" twin
      }
    }'
}

# The identity and the twin of a device, with a tab between; empty for what is no whole disk. In a subshell,
# whose lines end at line ends.
told_of() (
  IFS=$LINE_END
  for told in $disk_identities; do
    case $told in "${1##*/}	"*) printf '%s\n' "${told#*	}" && return ;; esac
  done
)

identity_of() {
  told=$(told_of "$1")
  printf '%s\n' "${told%%	*}"
}

twin_of() {
  told=$(told_of "$1")
  printf '%s\n' "${told#*	}"
}

# One value of an identity.
identity_part() {
  case ,$1 in
    *",$2="*)
      part=,$1
      part=${part#*",$2="}
      printf '%s\n' "${part%%,*}"
      ;;
  esac
}

# The identity in words.
identity_words() {
  serial=$(identity_part "$1" serial) wwn=$(identity_part "$1" wwn)
  echo "${serial:+serial number $serial, }${wwn:+WWN $wwn, }$(identity_part "$1" bytes) bytes"
}

is_identity() { [ -n "$(identity_part "$1" serial)$(identity_part "$1" wwn)" ]; }

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

# Letters and digits alone, in lower case: what is compared where udev and the kernel write differently.
bare_value() {
  case $1 in
    *[!a-z0-9]*) printf '%s' "$1" | tr -cd '[:alnum:]' | tr '[:upper:]' '[:lower:]' ;;
    *) printf '%s' "$1" ;;
  esac
}

# Why a name in /dev/disk/by-id does not say which disk the device is; empty when it does: it must be made of
# the WWN, or hold the serial number, that the kernel tells.
name_fault() {
  name=${1##*/} identity=$(identity_of "$2")
  wwn=$(identity_part "$identity" wwn)
  case $name in
    wwn-*) claim=${name#wwn-} claim=${claim#0x} kind=WWN told=$wwn ;;
    nvme-eui.* | nvme-uuid.* | nvme-nvme.*) claim=${name#nvme-*.} kind=WWN told=$wwn ;;
    scsi-[23]*) claim=${name#scsi-?} kind=WWN told=$wwn ;;
    *) claim=${name#*-} kind='serial number' told=$(identity_part "$identity" serial) ;;
  esac
  case $kind in WWN) value=${told#*.} ;; *) value=$told ;; esac
  claim=$(bare_value "$claim") value=$(bare_value "$value")
  case $kind,$claim in
    "WWN,$value" | 'serial number,'*"$value"*) [ -z "$value" ] || return 0 ;;
  esac
  if [ -n "$told" ]; then
    echo "$name does not hold the $kind $told that the kernel tells of ${2##*/}"
  else
    echo "$name is made of a $kind, but the kernel tells none of ${2##*/}"
  fi
}
