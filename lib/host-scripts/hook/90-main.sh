# The comparison, of every disk that this VM was given and starts with.

main() {
  [ "${2:-} ${3:-}" = 'prepare begin' ] || return 0
  given=$(awk -v vm="$vm_name" '$1 == vm && $3 != "" { print $2 "\t" $3 }' "$root$GIVEN" 2>/dev/null)
  [ -n "$given" ] || return 0
  definition=$(cat)
  disk_identities=$(read_disk_identities)
  used_devices=$(devices_in_use 2>/dev/null)
  faults=$(tell_faults)
  [ -n "$faults" ] || return 0
  printf '%s\n' "$faults" >&2
  return 1
}

tell_faults() {
  printf '%s\n' "$given" | while IFS='	' read -r path identity; do
    # As libvirt writes a source; the metadata of the definition name the disk, too.
    case $definition in *" dev='$path'"* | *" dev=\"$path\""*) ;; *) continue ;; esac
    why=$(start_fault "$path" "$identity")
    [ -z "$why" ] || echo "quantum-kvm: $vm_name is not started: data disk $path $why; \"quantum-kvm check\" says more"
  done
}

# Path and the identity that was given. Empty: the VM may have it.
start_fault() {
  if [ ! -e "$root$1" ]; then
    echo 'is missing'
    return
  fi
  device=$(readlink -f "$root$1")
  fault=$(device_fault "$device")
  if [ -n "$fault" ]; then
    echo "$fault"
    return
  fi
  difference=$(identity_difference "$2" "$device")
  if [ -n "$difference" ]; then
    echo "leads to ${device##*/}, another disk than it was given: $difference"
    return
  fi
  # LVM and RAID of a host find those of its guests, and only look; what writes is a mount, swap, another path.
  use=$(use_of "$device")
  case $use in mounted* | swap | multipath*) echo "is in use by the host: $use" ;; esac
}

main "$@"
