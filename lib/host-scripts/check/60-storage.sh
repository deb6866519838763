# The folder for the volumes: that they fit, and that QEMU may use them.

# What the guest's system takes when it is installed; the rest of its disk comes with use.
readonly INSTALLED_GUEST_GIB=10
# Where every distribution's security policy lets libvirt keep images.
readonly OWN_STORAGE=/var/lib/libvirt/images

nearest_folder() {
  folder=$1
  while [ ! -d "$folder" ] && [ "$folder" != / ]; do folder=$(dirname "$folder"); done
  readlink -f "$folder"
}

check_storage() {
  [ -n "$storage_path" ] || return 0
  if [ -e "$storage_path" ] && [ ! -d "$storage_path" ]; then
    fail storage.path "kvm.location.path $storage_path is not a folder" 'name a folder in kvm.location.path'
    return
  fi
  pass storage.path "$storage_path"
  folder=$(nearest_folder "$storage_path")
  check_file_system
  check_access
  check_space
  check_selinux
  check_apparmor
}

# Device, mount point, type and options of the file system that holds the path.
mount_of() {
  awk -v path="${1%/}/" '
    { point = $2; sub(/\/$/, "", point) }
    index(path, point "/") == 1 && length(point) >= best { best = length(point); found = $0 }
    END { print found }' "$root/proc/mounts" 2>/dev/null
}

check_file_system() {
  # shellcheck disable=SC2046 # device, mount point, type, options; blanks within are \040
  set -- $(mount_of "$folder")
  [ $# -ge 4 ] || return 0
  case ",$4," in
    *,ro,*)
      fail storage.writable "$folder is on a file system that is read-only: $2 ($3)" \
        "run \"mount -o remount,rw $2\" on the host; if it became read-only by itself, \"dmesg\" says why"
      return
      ;;
  esac
  if [ "$(id -u)" = 0 ] && [ ! -w "$folder" ]; then
    fail storage.writable "root may not write in $folder, on $2 ($3)" \
      "see \"lsattr -d $folder\" on the host (chattr -i), and for a network file system whether its server takes root for nobody (root_squash); or name another folder in kvm.location.path"
    return
  fi
  pass storage.writable "$2 ($3)"
  check_direct_io "$2" "$3"
}

# The disks of the VM are opened with O_DIRECT (cache=none).
check_direct_io() {
  case $2 in
    tmpfs | ramfs)
      fail storage.direct-io "$folder is on $1, a $2: it is memory, is lost at the next boot, and has no O_DIRECT on many kernels" \
        "$(other_folder)"
      return
      ;;
    ecryptfs | squashfs | iso9660 | vboxsf)
      fail storage.direct-io "$folder is on $1, a $2 without O_DIRECT, which the disks of a VM need" \
        'name a folder on ext4 or XFS in kvm.location.path'
      return
      ;;
  esac
  case $(direct_io_tried) in
    refused)
      fail storage.direct-io "$folder is on $1 ($2), which refuses O_DIRECT; the disks of a VM need it" \
        'mount it with direct I/O, or name a folder on ext4 or XFS in kvm.location.path'
      ;;
    works) pass storage.direct-io "$2 reads with O_DIRECT" ;;
    *) untried_direct_io "$1" "$2" ;;
  esac
}

untried_direct_io() {
  case $2 in
    fuse* | 9p | virtiofs)
      warn storage.direct-io "$folder is on $1 ($2); whether it has O_DIRECT cannot be seen without writing" \
        "on the host, try \"dd if=/dev/zero of=$folder/trial bs=4096 count=1 oflag=direct\", then remove the file; or name a folder on ext4 or XFS"
      ;;
    *) pass storage.direct-io "$2" ;;
  esac
}

# Reads the beginning of a file that is there, if one is; the time of access stays.
direct_io_tried() {
  file=$(find "$folder" -xdev -maxdepth 2 -type f -size +7 2>/dev/null | head -n 1)
  [ -n "$file" ] || return 0
  if read_beginning "$file" direct,noatime; then
    echo works
  elif read_beginning "$file" noatime; then
    echo refused
  fi
}

read_beginning() { dd if="$1" of=/dev/null bs=4096 count=1 iflag="$2" >/dev/null 2>&1; }

# KiB that the VM's own volumes occupy already: a later deployment must not ask for them again.
own_volumes_kib() {
  [ -n "$vm_name" ] || { echo 0; return; }
  for volume in "$storage_path/$vm_name".* "$storage_path/$vm_name"-*; do
    [ -f "$volume" ] && du -k "$volume"
  done 2>/dev/null | awk '{ sum += $1 } END { printf "%d\n", sum }'
}

# A file system that counts files and has none left takes none, whatever its free space.
has_inodes() {
  df -Pi "$folder" 2>/dev/null | awk 'NR == 2 && $2 > 0 && $4 == 0 { full = 1 } END { exit full }'
}

# other_folder [KIB]: where the VM's disks could lie instead, on the local file system with most room, if it has so much.
other_folder() {
  roomiest=$(df -Pk -t ext4 -t ext3 -t xfs -t btrfs -t overlay 2>/dev/null |
    awk -v least="${1:-0}" 'NR > 1 && $4 >= least && $4 > most { most = $4; point = $6 } END { if (most) printf "%s %d", point, most / 1048576 }')
  if [ -n "$roomiest" ]; then
    point=${roomiest% *}
    echo "name a folder such as ${point%/}/vms in kvm.location.path; the most room is on $point (${roomiest##* } GiB free)"
  else
    echo 'name a folder on a disk in kvm.location.path (ext4 or XFS)'
  fi
}

# The disk is thin: it needs little today and all of its size in the end.
check_space() {
  [ -n "${QK_STORAGE_GIB:-}" ] || return 0
  free_kib=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }')
  free_kib=${free_kib:-0}
  first_gib=$((QK_STORAGE_GIB < INSTALLED_GUEST_GIB ? QK_STORAGE_GIB : INSTALLED_GUEST_GIB))
  occupied_kib=$((${QK_MEDIA_MIB:-0} * 1024 - $(own_volumes_kib)))
  today_kib=$((first_gib * KIB_PER_GIB + occupied_kib))
  full_kib=$((QK_STORAGE_GIB * KIB_PER_GIB + occupied_kib))
  free_gib=$((free_kib / KIB_PER_GIB))
  cure="make room (\"du -xk $folder | sort -n | tail\" on the host shows what takes it), lower kvm.system.size.gb, or $(other_folder "$today_kib")"
  if ! has_inodes; then
    fail storage.free "the file system of $folder has no inode left: no file can be made there" \
      "remove small files that nobody needs (\"df -i $folder\" on the host), or name another folder in kvm.location.path"
  elif [ "$free_kib" -ge "$full_kib" ]; then
    pass storage.free "$free_gib GiB free at $folder"
  elif [ "$free_kib" -ge "$today_kib" ]; then
    warn storage.free "$storage_path has room for the installation, but a full system disk needs $(gib_up "$full_kib") GiB more, $free_gib GiB are free at $folder" "$cure"
  else
    fail storage.free "$storage_path needs $(gib_up "$today_kib") GiB more for the installation, $free_gib GiB are free at $folder" "$cure"
  fi
}

has_selinux_boolean() { case $(line_of "$root/sys/fs/selinux/booleans/$1") in 1*) ;; *) return 1 ;; esac; }

# SELinux types of folders that QEMU may have images in.
is_image_type() {
  case $1 in
    virt_image_t | svirt_image_t | virt_content_t | virt_var_lib_t | images_t) ;;
    nfs_t) has_selinux_boolean virt_use_nfs ;;
    cifs_t) has_selinux_boolean virt_use_samba ;;
    fusefs_t) has_selinux_boolean virt_use_fusefs ;;
    *) return 1 ;;
  esac
}

check_selinux() {
  [ "$(line_of "$root/sys/fs/selinux/enforce")" = 1 ] && [ "$storage_path" != "$OWN_STORAGE" ] || return 0
  type=$(stat -c %C "$folder" 2>/dev/null | cut -d : -f 3)
  if [ "$folder" = "$(readlink -f "$storage_path")" ] && is_image_type "$type"; then
    pass storage.security "SELinux type $type"
    return
  fi
  case $type in
    nfs_t | cifs_t | fusefs_t)
      boolean=virt_use_${type%_t}
      case $type in cifs_t) boolean=virt_use_samba ;; fusefs_t) boolean=virt_use_fusefs ;; esac
      cure="run \"setsebool -P $boolean on\" on the host"
      ;;
    *) cure="run \"mkdir -p $storage_path && semanage fcontext -a -t virt_image_t '$storage_path(/.*)?' && restorecon -R $storage_path\" on the host (semanage is in policycoreutils-python-utils)" ;;
  esac
  fail storage.security "SELinux is enforcing and $folder has type ${type:-unknown}, not virt_image_t: QEMU may not have images in $storage_path" "$cure"
}

# Folders that libvirt's helper for AppArmor refuses whatever the rules say (valid_path in virt-aa-helper.c).
is_refused_folder() {
  case $1/ in
    /bin/* | /boot/* | /etc/* | /lib* | /lost+found/* | /proc/* | /sbin/* | /selinux/* | /sys/* | \
      /usr/bin/* | /usr/lib* | /usr/sbin/* | /usr/share/* | /usr/local/bin/* | /usr/local/etc/* | \
      /usr/local/lib* | /usr/local/sbin/*) return 0 ;;
    *) return 1 ;;
  esac
}

# Rules for VMs that deny a path whose fixed beginning is this folder's or above it.
denying_rules() {
  for file in "$root"/etc/apparmor.d/abstractions/libvirt-qemu "$root"/etc/apparmor.d/libvirt/TEMPLATE.qemu \
    "$root"/etc/apparmor.d/local/abstractions/libvirt-qemu "$root"/etc/apparmor.d/abstractions/libvirt-qemu.d/* \
    "$root"/etc/apparmor.d/local/usr.lib.libvirt.virt-aa-helper; do
    [ -r "$file" ] || continue
    awk -v path="$1/" -v file="${file#"$root"}" '
      $1 == "audit" { sub(/^[ \t]*audit[ \t]+/, "") }
      $1 == "deny" {
        rule = $2; gsub(/"/, "", rule); fixed = rule; sub(/[*?\[{@].*/, "", fixed)
        if (substr(rule, 1, 1) == "/" && rule != fixed && length(fixed) > 1 && index(path, fixed) == 1) print file ": " $0
      }' "$file"
  done
}

check_apparmor() {
  [ "$(line_of "$root/sys/module/apparmor/parameters/enabled")" = Y ] || return 0
  if is_refused_folder "$storage_path"; then
    fail storage.security "AppArmor: libvirt lets no VM have images in $storage_path, a folder of the system" \
      'name a folder such as /data/vms in kvm.location.path'
    return
  fi
  rule=$(denying_rules "$storage_path" | head -n 1 | tr -s '\t ' ' ')
  if [ -n "$rule" ]; then
    fail storage.security "AppArmor denies VMs $storage_path: $rule" \
      'take the rule out and run "systemctl reload apparmor" on the host, or name another folder in kvm.location.path'
  else
    pass storage.security 'AppArmor'
  fi
}
