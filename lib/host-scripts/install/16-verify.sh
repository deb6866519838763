# shellcheck shell=sh
# Step "values": nothing is written, started or removed by a value of another form than its kind.

verify_values() {
  case $QK_VM_NAME in [!A-Za-z0-9]* | *[!A-Za-z0-9-]*) refuse QK_VM_NAME "$QK_VM_NAME" || return ;; esac
  case $QK_POOL_NAME in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._+=@-]*) refuse QK_POOL_NAME "$QK_POOL_NAME" || return ;; esac
  case $QK_POOL_PATH/ in
    [!/]* | *//* | */./* | */../* | *[!A-Za-z0-9._+=@/-]*) refuse QK_POOL_PATH "$QK_POOL_PATH" || return ;;
  esac
  case $QK_VIRTUALIZATION_TYPE in kvm | qemu) ;; *) refuse QK_VIRTUALIZATION_TYPE "$QK_VIRTUALIZATION_TYPE" || return ;; esac
  case ${QK_PACKAGES_FOLDER:-.x} in . | .. | [!.A-Za-z0-9]* | *[!.A-Za-z0-9_-]*) refuse QK_PACKAGES_FOLDER "$QK_PACKAGES_FOLDER" || return ;; esac
  is_disk_list "$QK_DATA_DISKS" || refuse QK_DATA_DISKS "$QK_DATA_DISKS" || return
  case $QK_DISK_IDENTITIES in *[!A-Za-z0-9._+=@:,/\ -]*) refuse QK_DISK_IDENTITIES "$QK_DISK_IDENTITIES" || return ;; esac
  for disk in $QK_DATA_DISKS; do
    why=$(disk_path_fault "$disk")
    [ -z "$why" ] || fail values "data disk $disk $why" \
      'name a link in /dev/disk/by-id that leads to a whole disk, and run "quantum-kvm check"' || return
  done
}

refuse() {
  fail values "$1 is $(printf '%s' "$2" | tr -c '[:alnum:]._+=@:/-' '?' | cut -c 1-60), which has not the form of its kind" \
    'correct the configuration and run "quantum-kvm check"'
}
