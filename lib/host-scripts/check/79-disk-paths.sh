# Whether the data disks are paths of disks at all.

# The disks of a list that are; one that is not there is missing, which is another matter.
disks_in() {
  for path in $1; do
    if is_disk_path "$path" && [ ! -e "$root$path" ] || [ -z "$(disk_path_fault "$path")" ]; then
      printf '%s ' "$path"
    fi
  done
}

# What is no disk is looked at by no other check.
check_disk_paths() {
  is_disk_list "${QK_DATA_DISKS:-} ${QK_EXPECT_BLANK_DISKS:-}" || {
    fail disk.path 'the list of data disks holds a character that no name of a disk has' "$DISK_PATH_CURE"
    QK_DATA_DISKS='' QK_EXPECT_BLANK_DISKS=''
    return
  }
  for path in ${QK_DATA_DISKS:-}; do
    [ -n "$(disks_in "$path")" ] || fail disk.path "data disk $path $(disk_path_fault "$path")" "$DISK_PATH_CURE"
  done
  QK_DATA_DISKS=$(disks_in "${QK_DATA_DISKS:-}")
  QK_EXPECT_BLANK_DISKS=$(disks_in "${QK_EXPECT_BLANK_DISKS:-}")
}

readonly DISK_PATH_CURE='name a link in /dev/disk/by-id that leads to a whole disk; "ls -l /dev/disk/by-id" on the host shows them'
