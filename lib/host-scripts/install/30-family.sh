# shellcheck shell=sh
# Which packages a host of each family needs, and which of them are missing.
# A trigger of the copied packages is this file's hash: what it names decides what is copied.

# The family of this system: what it calls itself, then what it says it is like, then its package manager.
package_family() {
  case " $(os_release ID) $(os_release ID_LIKE) " in
    *' debian '* | *' ubuntu '*) echo debian ;;
    *suse* | *' sles '*) echo suse ;;
    *' openEuler '* | *' openeuler '*) echo openeuler ;;
    *' rhel '* | *' fedora '* | *' centos '*) echo rhel ;;
    *) family_of_manager ;;
  esac
}

# Kylin's server is made from openEuler and says only "kylin"; so do other systems without ID_LIKE.
family_of_manager() {
  if command -v apt-get >/dev/null 2>&1; then
    echo debian
  elif command -v zypper >/dev/null 2>&1; then
    echo suse
  elif command -v dnf >/dev/null 2>&1 || command -v yum >/dev/null 2>&1; then
    if [ "$(os_release ID)" = kylin ]; then echo openeuler; else echo rhel; fi
  fi
}

# Values of /etc/os-release are read, never executed.
os_release() {
  [ -r "$QK_SYSROOT/etc/os-release" ] || return 0
  sed -n "s/^$1=//p" "$QK_SYSROOT/etc/os-release" | sed "s/^[\"']//; s/[\"'] *\$//; q"
}

# manager_of FAMILY: the command that installs; empty when it is not there.
manager_of() {
  case $1 in
    debian) managers=apt-get ;;
    suse) managers=zypper ;;
    *) managers='dnf yum' ;;
  esac
  for manager in $managers; do
    if command -v "$manager" >/dev/null 2>&1; then
      echo "$manager"
      return
    fi
  done
}

needed_packages() {
  case $1 in
    debian) echo qemu-system-x86 qemu-utils libvirt-daemon-system libvirt-clients ;;
    suse) echo qemu-x86 qemu-tools libvirt-daemon-qemu libvirt-client ;;
    openeuler) echo qemu qemu-img libvirt libvirt-client ;;
    rhel) echo qemu-kvm qemu-img libvirt-daemon-kvm libvirt-client ;;
  esac
}

# missing_packages FAMILY: those not installed, on one line.
missing_packages() {
  for package in $(needed_packages "$1"); do
    is_installed "$1" "$package" || echo "$package"
  done | paste -sd ' ' -
}

# On RPM systems another package may stand in for one of that name.
is_installed() {
  if [ "$1" = debian ]; then
    # shellcheck disable=SC2016 # ${…} is dpkg-query's own notation
    case $(dpkg-query -W -f '${db:Status-Abbrev}' "$2" 2>/dev/null) in ii*) return 0 ;; esac
    return 1
  fi
  rpm -q --quiet --whatprovides "$2" >/dev/null 2>&1
}
