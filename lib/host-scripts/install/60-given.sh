# shellcheck shell=sh
# Step "given": the record of the VMs that this host was prepared for, and of the disks they got: the name
# in /dev/disk/by-id, and which disk that was. By it the check knows the VM's volumes and data again, also
# after the VM is gone, and libvirt's hook a disk that is another one by now.

given_file() { echo "$QK_SYSROOT/etc/quantum-kvm/given"; }

identity_to_give() {
  for word in $QK_DISK_IDENTITIES; do
    case $word in "$1",*) echo "${word#"$1",}" ;; esac
  done
}

# The record with this VM and its disks. A disk has one VM: the last that it was given to.
wanted_given() {
  {
    [ ! -f "$1" ] || awk -v disks=" $QK_DATA_DISKS " '$2 == "" || !index(disks, " " $2 " ")' "$1"
    printf '%s\n' "$QK_VM_NAME"
    for disk in $QK_DATA_DISKS; do echo "$QK_VM_NAME $disk $(identity_to_give "$disk")"; done
  } | sort -u
}

write_given() {
  umask 022
  mkdir -p "${1%/*}" && printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"
}

record_given() {
  [ -n "$QK_VM_NAME" ] || return 0
  for disk in $QK_DATA_DISKS; do
    [ -n "$(identity_to_give "$disk")" ] ||
      fail given "which disk $disk is was not reviewed: it has no serial number and no WWN in hosts.lock.json" \
        'run "quantum-kvm check" and review what it records' || return
  done
  record=$(given_file)
  wanted=$(wanted_given "$record")
  if [ "$wanted" = "$(cat "$record" 2>/dev/null)" ]; then
    finish given "$QK_VM_NAME was recorded already"
  elif (write_given "$record" "$wanted"); then
    finish given "recorded $QK_VM_NAME${QK_DATA_DISKS:+ with $QK_DATA_DISKS}"
  else
    fail given "$record cannot be written" 'see the message above; is the root file system full or read-only?'
  fi
}
