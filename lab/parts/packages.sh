# shellcheck shell=sh
# The Debian packages of the lab. Hosts share the machine's /usr, so theirs count as well.

LAB_PACKAGES='bsdextrautils e2fsprogs fdisk iproute2 jq netpbm openssh-client openssh-server openssl socat sshpass sudo tcsh tini util-linux virtinst xmlstarlet xorriso'
FRESH_PACKAGES='debootstrap'
HOST_PACKAGES='bridge-utils libvirt-clients libvirt-daemon-system qemu-system-x86 qemu-utils'

packages_missing() {
  for package in $LAB_PACKAGES "$@"; do
    # shellcheck disable=SC2016 # ${…} is dpkg-query's own notation
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# packages_install [PACKAGE…]: the lab's and these.
packages_install() {
  missing=$(packages_missing "$@")
  [ -n "$missing" ] || return 0
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  # Another installation may be on its way, one that outlived its caller for example.
  # shellcheck disable=SC2086 # one word for each package
  apt-get install -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends $missing
}

# packages_install_for [FRESH]: fresh hosts bring their own libvirt; without a word, what either needs.
packages_install_for() {
  # shellcheck disable=SC2086 # one word for each package
  case ${1:-} in
    yes) packages_install $FRESH_PACKAGES ;;
    no) packages_install $HOST_PACKAGES ;;
    *) packages_install $FRESH_PACKAGES $HOST_PACKAGES ;;
  esac
}
