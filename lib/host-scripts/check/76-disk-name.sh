# Whether a device, and a name of it in /dev/disk/by-id, say which disk it is.

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
