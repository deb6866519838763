# The host as such: who runs this, what system it is, which machine.

check_root() {
  uid=$(id -u)
  if [ "$uid" = 0 ]; then
    pass host.root 'runs as root'
  else
    fail host.root "runs as user id $uid, needs root" \
      'set login.name to root, or give the login password-less sudo'
  fi
}

# Terraform puts its scripts into the login's home until they have run: nobody else may put one in their place.
check_home() {
  login=${SUDO_USER:-$(id -un)}
  home=$(getent passwd "$login" 2>/dev/null | cut -d : -f 6)
  [ -n "$home" ] && [ -d "$root$home" ] || return 0
  # shellcheck disable=SC2012 # the mode of one known folder
  case $(ls -ld "$root$home/") in
    ?????w* | ????????w*)
      fail login.home "others can write in the home $home of $login" "run \"chmod go-w $home\" on the host"
      ;;
    ?????????[xt]*)
      fail login.home "the home $home of $login is open to other users" "run \"chmod o-rwx $home\" on the host"
      ;;
    *) pass login.home "$home is closed to other users" ;;
  esac
}

# Values of /etc/os-release are read, never executed.
os_release() {
  [ -r "$root/etc/os-release" ] || return 0
  sed -n "s/^$1=//p" "$root/etc/os-release" | sed 's/^["'\'']//; s/["'\''] *$//; q' | tr -d '\t'
}

tell_os() {
  fact os "$(os_release ID)" "$(os_release VERSION_ID)" "$(os_release ID_LIKE)"
}

# Which machine this is, since when it runs, and what time it has; compared over the fleet, not recorded.
tell_machine() {
  machine_id=$(line_of "$root/etc/machine-id")
  # "uninitialized", before the first boot has ended.
  case $machine_id in *[!0-9a-f]*) machine_id= ;; esac
  fact machine "$machine_id" "$(line_of "$root/proc/sys/kernel/random/boot_id")"
  fact clock "$(date +%s)"
}

check_architecture() {
  architecture=$(uname -m)
  fact architecture "$architecture"
  if [ "$architecture" = x86_64 ]; then
    pass host.architecture x86_64
  else
    fail host.architecture "the host is $architecture, supported is x86_64" \
      'take the host out of kvm.host.range'
  fi
}

# install_command PACKAGE-OF-DEBIAN PACKAGE-OF-OTHERS
install_command() {
  case $(package_manager) in
    apt-get) echo "run \"apt-get update && apt-get install -y $1\" on the host" ;;
    '') echo "install $1 (Debian, Ubuntu) or $2 (RHEL family, SUSE) on the host" ;;
    *) echo "run \"$(package_manager) install -y $2\" on the host" ;;
  esac
}

# Terraform's provisioners copy their scripts with scp.
check_scp() {
  if has_command scp; then
    pass host.scp 'scp is installed'
  else
    fail host.scp 'scp is missing' \
      "$(install_command openssh-client openssh-clients)"
  fi
}
