# Whether QEMU, as the user that it runs as, comes to the folder for the volumes.

# The user that libvirt starts QEMU as: by its settings, else by what its packages make of it. Empty: not known.
qemu_user() {
  user=$(sed -n 's/^[[:blank:]]*user[[:blank:]]*=[[:blank:]]*"\{0,1\}+\{0,1\}\([^"#[:blank:]]*\).*/\1/p' \
    "$root/etc/libvirt/qemu.conf" 2>/dev/null | tail -n 1)
  if [ -n "$user" ]; then
    echo "$user"
    return
  fi
  for user in libvirt-qemu qemu; do
    getent passwd "$user" >/dev/null 2>&1 && { echo "$user"; return; }
  done
  case " $(os_release ID) $(os_release ID_LIKE) " in
    *' debian '* | *' ubuntu '*) echo libvirt-qemu ;;
    *' rhel '* | *' fedora '* | *' centos '* | *' suse '* | *' sles '*) echo qemu ;;
  esac
}

# yes, no or unknown: whether the user may go through the folder. It is tried where that can be done, as rights may
# stand in an access control list; a user who is not there yet has the rights of all others.
may_enter() {
  name=$(getent passwd "$1" 2>/dev/null | cut -d : -f 1)
  group=$(getent passwd "$1" 2>/dev/null | cut -d : -f 4)
  if [ -n "$name" ] && [ "$(id -u)" = 0 ] && has_command setpriv; then
    if setpriv --reuid="$name" --regid="$group" --init-groups test -x "$2/" 2>/dev/null; then echo yes; else echo no; fi
    return
  fi
  case $(stat -c %a "$2" 2>/dev/null) in
    *[1357]) echo yes ;;
    '') echo unknown ;;
    *) if [ -n "$name" ]; then echo unknown; else echo no; fi ;;
  esac
}

# The folder and all above it, the root first.
folders_to() {
  case $1 in /) ;; *) folders_to "$(dirname "$1")" ;; esac
  echo "$1"
}

check_access() {
  user=$(qemu_user)
  case $user in root | 0)
    pass storage.access 'QEMU runs as root'
    return
    ;;
  esac
  while IFS= read -r above; do
    case $(may_enter "${user:-nobody-known}" "$above") in
      no) tell_closed "$above"; return ;;
      unknown) tell_unseen "$above"; return ;;
    esac
  done <<END
$(folders_to "$folder")
END
  check_ownership
}

tell_closed() {
  # shellcheck disable=SC2012 # the mode of one known folder
  listed=$(ls -ld "$1" | awk '{ print $1 ", " $3 ":" $4 }')
  if [ -n "$user" ]; then
    fail storage.access "QEMU runs as $user, which cannot enter $1 ($listed) on the way to $storage_path" \
      "run \"chmod o+x $1\" on the host (or, for that user alone, \"setfacl -m u:$user:x $1\"), or name another folder in kvm.location.path"
  else
    warn storage.access "which user QEMU is to run as here is not known; a user other than root cannot enter $1 ($listed) on the way to $storage_path" \
      "run \"chmod o+x $1\" on the host, or name another folder in kvm.location.path"
  fi
}

tell_unseen() {
  warn storage.access "whether QEMU, as $user, can enter $1 on the way to $storage_path cannot be seen" \
    "on the host, run \"su -s /bin/sh $user -c 'test -x $1'\""
}

# libvirt makes the disks as root, and gives them to QEMU's user.
check_ownership() {
  # shellcheck disable=SC2046 # device, mount point, type, options
  set -- $(mount_of "$folder")
  if grep -Eqs '^[[:blank:]]*dynamic_ownership[[:blank:]]*=[[:blank:]]*0' "$root/etc/libvirt/qemu.conf"; then
    warn storage.access "qemu.conf has dynamic_ownership = 0: libvirt makes the disks as root, and does not give them to ${user:-its user}, as which QEMU opens them" \
      'take dynamic_ownership out of /etc/libvirt/qemu.conf and restart libvirtd, or let QEMU run as root there (user = "root")'
  elif case ${3:-} in nfs*) [ "$(own_volumes_kib)" = 0 ] ;; *) false ;; esac; then
    warn storage.access "$folder is on $2 ($3); whether its server lets root give files to ${user:-another user} cannot be seen without writing" \
      'export it with no_root_squash to this host, or name a folder on ext4 or XFS in kvm.location.path'
  else
    pass storage.access "QEMU, as ${user:-any user}, can enter $folder"
  fi
}
