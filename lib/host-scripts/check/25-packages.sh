# The package manager, by what is on the host alone: no repository is asked.

package_manager() {
  for manager in apt-get dnf yum zypper; do
    has_command "$manager" && { echo "$manager"; return; }
  done
}

check_package_manager() {
  manager=$(package_manager)
  if [ -z "$manager" ]; then
    fail host.packages 'none of apt-get, dnf, yum, zypper is installed' \
      'use a Debian, Ubuntu, RHEL family or SUSE system on this host'
    return
  fi
  pass host.packages "$manager"
  check_package_lock "$manager"
  check_package_source "$manager"
  check_package_scripts "$manager"
}

# Files that the package manager locks while it works.
lock_files() {
  case $1 in
    apt-get) echo /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock ;;
    zypper) echo /run/zypp.pid /usr/lib/sysimage/rpm/.rpm.lock /var/lib/rpm/.rpm.lock ;;
    *) echo /usr/lib/sysimage/rpm/.rpm.lock /var/lib/rpm/.rpm.lock ;;
  esac
}

# The process that holds a lock on the file, if any. The kernel lists locks by inode, which is not
# unique over file systems: the process must have the file open.
lock_holder() {
  inode=$(stat -c %i "$root$1" 2>/dev/null)
  [ -n "$inode" ] || return 0
  awk -v inode="$inode" '{ n = split($6, part, ":"); if (n == 3 && part[3] == inode) print $5 }' \
    "$root/proc/locks" 2>/dev/null |
    while read -r pid; do
      for file in "$root/proc/$pid/fd"/*; do
        [ "$(readlink "$file" 2>/dev/null)" = "$1" ] && { echo "$pid"; return; }
      done
    done
}

# Programs that say they run by a file with their process id.
running_from() {
  pid=$(line_of "$root$1" | tr -dc 0-9)
  [ -n "$pid" ] && [ -d "$root/proc/$pid" ] && echo "$pid"
}

package_lock_holder() {
  for lock in $(lock_files "$1"); do
    holder=$(lock_holder "$lock")
    [ -n "$holder" ] && { echo "$holder"; return; }
  done
  for lock in /var/run/yum.pid /var/run/dnf.pid /run/zypp.pid; do
    running_from "$lock" && return
  done
}

check_package_lock() {
  holder=$(package_lock_holder "$1" | head -n 1)
  if [ -z "$holder" ]; then
    pass packages.lock 'the package manager is free'
  else
    program=$(line_of "$root/proc/$holder/comm")
    warn packages.lock "the package manager is locked by process $holder (${program:-unknown})" \
      "wait until it ends (\"ps -fp $holder\" on the host shows it); if it is unattended-upgrades or packagekit, stop that service until the deployment is done"
  fi
}

# What preparation installs is there already.
has_packages() { { has_command libvirtd || has_command virtqemud; } && has_command qemu-img; }

# Prints a line for each package source that is switched on. Media in a drive are none.
package_sources() {
  case $1 in
    apt-get)
      cat "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"/*.list 2>/dev/null |
        grep '^[[:blank:]]*deb[[:blank:]]' | grep -v 'cdrom:'
      for file in "$root/etc/apt/sources.list.d"/*.sources; do
        [ -r "$file" ] || continue
        awk 'BEGIN { RS = "" } /(^|\n)Types:[^\n]*deb([^-]|$)/ && !/(^|\n)Enabled:[ \t]*no/ { print "deb" }' "$file"
      done
      ;;
    zypper) enabled_repositories "$root/etc/zypp/repos.d"/*.repo ;;
    *) enabled_repositories "$root/etc/yum.repos.d"/*.repo "$root/etc/yum.conf" "$root/etc/dnf/dnf.conf" ;;
  esac
}

# Sections of repository files that name a source and are not switched off.
enabled_repositories() {
  for file in "$@"; do
    [ -r "$file" ] || continue
    awk -F '[ \t]*=[ \t]*' '
      function flush() { if (source && enabled) print section }
      /^[ \t]*\[/ { flush(); section = $0; source = 0; enabled = 1 }
      $1 ~ /^(baseurl|mirrorlist|metalink)$/ { source = 1 }
      $1 == "enabled" && $2 ~ /^(0|no|false|off)/ { enabled = 0 }
      END { flush() }' "$file"
  done
}

check_package_source() {
  if has_packages; then
    pass packages.source 'not needed: libvirt and QEMU are installed'
  elif [ "${QK_PACKAGES_SUPPLIED:-}" = yes ]; then
    pass packages.source 'not needed: packages come from the deployment node'
  elif [ -n "$(package_sources "$1")" ]; then
    pass packages.source 'package sources are configured'
  else
    fail packages.source "$1 has no package source switched on, and libvirt or QEMU is missing" \
      'configure a repository on the host (/etc/apt/sources.list, /etc/yum.repos.d or "zypper addrepo"), install libvirt and QEMU by hand, or fill kvm.packages.directory by "quantum-kvm kit-packages" on a machine with network'
  fi
}

# dpkg runs scripts of packages from its own folder.
check_package_scripts() {
  [ "$1" = apt-get ] && ! has_packages || return 0
  # shellcheck disable=SC2046 # device, mount point, type, options
  set -- $(mount_of /var/lib/dpkg)
  case ",${4:-}," in
    *,noexec,*)
      fail packages.scripts "/var/lib/dpkg is on $2, which is mounted noexec: dpkg cannot run the scripts of packages" \
        "run \"mount -o remount,exec $2\" on the host for the time of the preparation"
      ;;
    *) pass packages.scripts 'dpkg can run the scripts of packages' ;;
  esac
}
