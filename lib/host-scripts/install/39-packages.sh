# shellcheck shell=sh
# Step "packages": what is missing is installed; nothing is upgraded or removed.

# Lines of the package manager that are shown when it fails.
LAST_WORDS=20

install_packages() {
  FAMILY=$(package_family)
  MANAGER=$(manager_of "$FAMILY")
  [ -n "$MANAGER" ] || fail packages 'none of apt-get, dnf, yum, zypper is installed for this system' \
    'use a Debian, Ubuntu, RHEL, openEuler or SUSE family system on this host' || return 1
  missing=$(missing_packages "$FAMILY")
  if [ -z "$missing" ]; then
    finish packages 'nothing was missing'
    return
  fi
  release_account_locks
  echo "$MANAGER installs $missing" >&2
  # shellcheck disable=SC2086 # a list of words
  add_packages $missing </dev/null
  tell_result $?
}

add_packages() {
  if [ -n "${QK_PACKAGES_FOLDER:-}" ]; then
    add_from_folder "$(login_home)/$QK_PACKAGES_FOLDER" "$@"
  else
    case $MANAGER in
      apt-get) apt_install "$@" ;;
      zypper) zypper_install "$@" ;;
      *) dnf_install "$@" ;;
    esac
  fi
}

add_from_folder() {
  folder=$1
  shift
  if [ "$FAMILY" = debian ]; then
    holds_files "$folder" deb && apt_use_folder "$folder" && apt_install "$@"
  else
    holds_files "$folder" rpm && rpm_folder_install "$folder" "$@"
  fi
}

holds_files() {
  for file in "$1"/*."$2"; do
    [ ! -e "$file" ] || return 0
  done
  echo "error: no .$2 file was copied from kvm.packages.directory, and this host needs $2 packages" >"$WORK/said"
  return 1
}

# Whether what is installed already would stay as it is. 76: it would not.
unchanged() {
  [ ! -s "$WORK/changed" ] || return 76
}

tell_result() {
  case $1 in
    75)
      fail packages "$MANAGER is locked by $(lock_holder), after waiting $LOCK_WAITED s" \
        'let that process finish, or end it, and repeat' || return
      ;;
    76)
      changed=$(paste -sd ' ' - <"$WORK/changed")
      fail packages "installing $missing would upgrade or remove what is on the host already: $changed" \
        'bring these packages up to date yourself, then repeat' || return
      ;;
  esac
  left=$(missing_packages "$FAMILY")
  if [ "$1" = 0 ] && [ -z "$left" ]; then
    finish packages "installed $missing"
  else
    tail -n "$LAST_WORDS" "$WORK/said" >&2
    said=$(complaint)
    stale=$(cat "$WORK/stale" 2>/dev/null)
    fail packages "${left:-$missing} could not be installed${said:+: $said}${stale:+; the package lists are not up to date: $stale}" \
      "$(packages_cure)"
  fi
}

packages_cure() {
  if [ -n "${QK_PACKAGES_FOLDER:-}" ]; then
    echo 'put what is lacking into kvm.packages.directory, and repeat'
  else
    echo 'see that this host reaches its package sources, and repeat; or, on a machine that reaches them, in a folder with hosts.lock.json, run "quantum-kvm kit-packages packages", put what it fills beside the XML, and set kvm.packages.directory to packages'
  fi
}

remove_packages_folder() {
  cd "$(login_home)" && rm -rf "./$QK_PACKAGES_FOLDER"
}
