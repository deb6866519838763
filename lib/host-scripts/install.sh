#!/bin/sh
# Prepares this host for its VM: authorizes the deployment's key, installs what is missing, starts
# libvirt, defines the storage pool. Run again it completes or confirms; it never upgrades or removes.
#
# Prints one record per step, fields separated by tabs; what package managers say goes to stderr:
#   DONE  step  message
#   FAIL  step  message  cure
# Exit code: 0 when every step is DONE, else 1; the first FAIL ends the run.
#
# Parameters are environment variables:
#   QK_AUTHORIZED_KEY        public key line for the login (root, or who called sudo); without it none is added
#   QK_VIRTUALIZATION_TYPE   kvm (default) or qemu
#   QK_VM_NAME               name of the VM that the host is prepared for
#   QK_DATA_DISKS            /dev/disk/by-id/… that it gets
#   QK_POOL_NAME             storage pool, default "default"
#   QK_POOL_PATH             its folder, default /var/lib/libvirt/images
#   QK_SYSROOT               folder to find the login's home and /etc/quantum-kvm under, for tests
set -u
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

readonly LIBVIRT_WAIT_SECONDS=30
readonly PACKAGE_LOCK_WAIT_SECONDS=300
readonly DEBIAN_PACKAGES='qemu-system-x86 qemu-utils libvirt-daemon-system libvirt-clients'
readonly RHEL_PACKAGES='qemu-kvm qemu-img libvirt-daemon-kvm libvirt-client'
# The sockets of the split daemons that a VM needs; virtproxyd serves clients of the old socket.
readonly MODULAR_DAEMONS='virtlogd virtlockd virtqemud virtnetworkd virtstoraged virtnodedevd virtsecretd virtnwfilterd virtinterfaced virtproxyd'

authorized_key=${QK_AUTHORIZED_KEY:-}
virtualization_type=${QK_VIRTUALIZATION_TYPE:-kvm}
vm_name=${QK_VM_NAME:-}
data_disks=${QK_DATA_DISKS:-}
given_file=${QK_SYSROOT:-}/etc/quantum-kvm/given
pool_name=${QK_POOL_NAME:-default}
pool_path=${QK_POOL_PATH:-/var/lib/libvirt/images}
login=${SUDO_USER:-root}
ssh_folder=${QK_SYSROOT:-}$(getent passwd "$login" | cut -d : -f 6)/.ssh

finish() { printf 'DONE\t%s\t%s\n' "$1" "$2"; }
fail() {
  printf 'FAIL\t%s\t%s\t%s\n' "$1" "$2" "$3"
  return 1
}

system() { virsh -q -c qemu:///system "$@"; }

require_root() {
  [ "$(id -u)" = 0 ] || fail root "runs as user id $(id -u), needs root" \
    'set login.name to root, or give the login password-less sudo'
}

is_public_key() {
  case $1 in
    *'
'*) return 1 ;;
    ssh-*' '?* | ecdsa-*' '?* | sk-*' '?*) return 0 ;;
    *) return 1 ;;
  esac
}

# Whether the file holds the key, whatever options and comment stand around it.
holds_key() {
  [ -f "$1" ] && KEY=$authorized_key awk '
    BEGIN { split(ENVIRON["KEY"], key, /[ \t]+/) }
    /^[ \t]*#/ { next }
    { for (i = 1; i < NF; i++) if ($i == key[1] && $(i + 1) == key[2]) found = 1 }
    END { exit !found }' "$1"
}

# Writes a copy beside the file and renames it, so that no moment leaves the host without its keys.
append_key() {
  copy=$1.quantum-kvm
  {
    if [ -s "$1" ]; then
      cat "$1" || return 1
      [ -z "$(tail -c 1 "$1")" ] || echo
    fi
    printf '%s\n' "$authorized_key"
  } >"$copy" && chmod 600 "$copy" && mv -f "$copy" "$1"
}

# SELinux refuses sshd a file without its label.
restore_label() {
  if command -v restorecon >/dev/null 2>&1; then restorecon -R "$ssh_folder" >&2; fi
}

write_key() {
  umask 077
  mkdir -p "$ssh_folder" && chmod 700 "$ssh_folder" || return 1
  file=$ssh_folder/authorized_keys
  if [ -L "$file" ]; then file=$(readlink -f "$file") || return 1; fi
  if holds_key "$file"; then
    chmod 600 "$file" && key_state='was authorized already'
  else
    append_key "$file" && restore_label && key_state="authorized for $login"
  fi && chown "$(id -u "$login"):$(id -g "$login")" "$ssh_folder" "$file"
}

authorize_key() {
  [ -n "$authorized_key" ] || return 0
  is_public_key "$authorized_key" ||
    fail key 'QK_AUTHORIZED_KEY is not one public key line' 'give it as "ssh-ed25519 AAAA…"' || return 1
  (write_key && finish key "$key_state") ||
    fail key "$ssh_folder/authorized_keys cannot be written" 'see the message above; is the root file system full or read-only?'
}

missing_debian_packages() {
  # shellcheck disable=SC2086 # a list of words
  installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' $DEBIAN_PACKAGES 2>/dev/null |
    awk '$1 == "ii" { print $2 }')
  for package in $DEBIAN_PACKAGES; do
    case "
$installed
" in *"
$package
"*) ;; *) echo "$package" ;; esac
  done
}

missing_rhel_packages() {
  for package in $RHEL_PACKAGES; do
    rpm -q --quiet --whatprovides "$package" >/dev/null 2>&1 || echo "$package"
  done
}

# What an interrupted package installation left half done.
repair_dpkg() {
  [ -z "$(dpkg --audit 2>&1)" ] || dpkg --force-confdef --force-confold --configure -a >&2
}

# A repository that does not answer is no reason to stop: the installation shows whether it matters.
apt_install() {
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l
  set -- -q -y -o "DPkg::Lock::Timeout=$PACKAGE_LOCK_WAIT_SECONDS" "$@"
  repair_dpkg
  apt-get update -q -o "DPkg::Lock::Timeout=$PACKAGE_LOCK_WAIT_SECONDS" >&2
  apt-get install --fix-broken --no-install-recommends --no-remove \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" >&2
}

rhel_install() {
  if command -v dnf >/dev/null 2>&1; then
    dnf install -y --setopt=install_weak_deps=False "$@" >&2
  else
    yum install -y "$@" >&2
  fi
}

missing_packages() {
  if [ "$family" = debian ]; then missing_debian_packages; else missing_rhel_packages; fi
}

add_packages() {
  if [ "$family" = debian ]; then apt_install "$@"; else rhel_install "$@"; fi
}

package_family() {
  if command -v apt-get >/dev/null 2>&1; then
    echo debian
  elif command -v dnf >/dev/null 2>&1 || command -v yum >/dev/null 2>&1; then
    echo rhel
  fi
}

install_packages() {
  family=$(package_family)
  [ -n "$family" ] || fail packages 'none of apt-get, dnf, yum is installed' \
    'use a Debian, Ubuntu or RHEL family system on this host' || return 1
  missing=$(missing_packages | paste -sd ' ' -)
  if [ -z "$missing" ]; then
    finish packages 'nothing was missing'
    return
  fi
  # shellcheck disable=SC2086 # a list of words
  add_packages $missing || fail packages "$missing could not be installed" \
    'see the messages of the package manager above; are its repositories reachable from this host?' || return 1
  finish packages "installed $missing"
}

# libvirt's socket is open to root and to this group.
admit_login() {
  case " $(id -nG "$login") " in *' root '* | *' libvirt '*) return 0 ;; esac
  usermod -a -G libvirt "$login" >&2 || fail login "$login could not be added to the group libvirt" \
    'see the message above; or set login.name to root' || return 1
  finish login "$login may use libvirt"
}

answers() { system version >/dev/null 2>&1; }

unit_exists() { systemctl cat "$1" >/dev/null 2>&1; }

# A distribution that enables virtqemud must not get libvirtd beside it: they exclude each other.
start_with_systemd() {
  if unit_exists libvirtd.service && ! systemctl is-enabled --quiet virtqemud.socket 2>/dev/null; then
    systemctl enable --now libvirtd.service >&2
    return
  fi
  for daemon in $MODULAR_DAEMONS; do
    if unit_exists "$daemon.socket"; then systemctl enable --now "$daemon.socket" >&2; fi
  done
}

# A daemon that runs already refuses to start twice, which is as good.
start_without_systemd() {
  virtlogd -d </dev/null >/dev/null 2>&1
  libvirtd -d </dev/null >/dev/null 2>&1
}

wait_for_libvirt() {
  waited=0
  until answers; do
    [ "$waited" -lt "$LIBVIRT_WAIT_SECONDS" ] || return 1
    sleep 1
    waited=$((waited + 1))
  done
}

is_enabled() {
  [ ! -d /run/systemd/system ] || systemctl is-enabled --quiet libvirtd.service 2>/dev/null ||
    systemctl is-enabled --quiet virtqemud.socket 2>/dev/null
}

start_libvirt() {
  if answers && is_enabled; then
    finish libvirt 'was running already'
    return
  fi
  if [ -d /run/systemd/system ]; then start_with_systemd; else start_without_systemd; fi
  if wait_for_libvirt; then
    finish libvirt started
  else
    fail libvirt "libvirt does not answer at qemu:///system after $LIBVIRT_WAIT_SECONDS s" \
      'see "journalctl -u libvirtd -u virtqemud" or /var/log/libvirt on the host'
  fi
}

verify_virtualization() {
  if system domcapabilities --virttype "$virtualization_type" >/dev/null 2>&1; then
    finish virtualization "libvirt offers $virtualization_type"
  else
    fail virtualization "libvirt does not offer machines of type $virtualization_type" \
      'enable virtualization in the firmware settings of the host and see that /dev/kvm is there'
  fi
}

# One spelling of a folder, so that "/data/" and a link to it are the same.
canonical() {
  if [ -d "$1" ]; then
    readlink -f "$1"
  else
    printf '%s\n' "$1" | sed 's:\(.\)/*$:\1:'
  fi
}

target_of() {
  system pool-dumpxml --inactive "$1" 2>/dev/null |
    sed -n "/<path>/{s:.*<path>\(.*\)</path>.*:\1:;s/&lt;/</g;s/&gt;/>/g;s/&quot;/\"/g;s/&apos;/'/g;s/&amp;/\&/g;p;q;}"
}

# Names of all other pools over the same folder.
pools_over_path() {
  system pool-list --all --name | while read -r name; do
    case $name in '' | "$pool_name") continue ;; esac
    [ "$(canonical "$(target_of "$name")")" = "$(canonical "$pool_path")" ] && echo "$name"
  done
}

# The plan names the pool, so a pool that does not fit is told and left alone.
verify_pool() {
  target=$(target_of "$pool_name")
  if [ -n "$target" ] && [ "$(canonical "$target")" != "$(canonical "$pool_path")" ]; then
    fail pool "the storage pool $pool_name of this host is over $target, the plan needs it over $pool_path" \
      "set kvm.location.path to $target for this host, or run \"virsh pool-destroy $pool_name; virsh pool-undefine $pool_name\" there (its files stay)"
    return
  fi
  other=$(pools_over_path | head -n 1)
  [ -z "$other" ] || fail pool "the storage pool $other is over $pool_path already, the plan calls it $pool_name" \
    "run \"virsh pool-destroy $other; virsh pool-undefine $other\" on the host (its files stay) and repeat"
}

pool_has() { system pool-info "$pool_name" | grep -q "^$1: *$2\$"; }

# virsh pool-define-as does not escape what it puts into XML.
escape_xml() { printf '%s' "$1" | sed "s/&/\&amp;/g;s/</\&lt;/g;s/>/\&gt;/g;s/'/\&apos;/g;s/\"/\&quot;/g"; }

define_pool() {
  printf '<pool type="dir"><name>%s</name><target><path>%s</path></target></pool>' \
    "$(escape_xml "$pool_name")" "$(escape_xml "$pool_path")" | system pool-define /dev/stdin >&2
}

complete_pool() {
  [ -n "$target" ] || define_pool || return 1
  if ! pool_has State running; then
    [ -d "$pool_path" ] || system pool-build "$pool_name" >&2 || return 1
    system pool-start "$pool_name" >&2 || return 1
  fi
  pool_has Autostart yes || system pool-autostart "$pool_name" >&2
}

prepare_pool() {
  verify_pool || return 1
  if complete_pool; then
    finish pool "$pool_name over $pool_path"
  else
    fail pool "the storage pool $pool_name over $pool_path could not be made" \
      'see the message of virsh above; kvm.location.path must be a folder that can be made on this host'
  fi
}

# The record with this VM and its disks. A disk has one VM: the last that it was given to.
wanted_given() {
  {
    [ ! -f "$given_file" ] || awk -v disks=" $data_disks " '$2 == "" || !index(disks, " " $2 " ")' "$given_file"
    printf '%s\n' "$vm_name"
    for disk in $data_disks; do echo "$vm_name $disk"; done
  } | sort -u
}

write_given() {
  umask 022
  mkdir -p "${given_file%/*}" && printf '%s\n' "$1" >"$given_file.new" && mv -f "$given_file.new" "$given_file"
}

# By this record the check knows the VM's volumes and data again, also after the VM is gone.
record_given() {
  [ -n "$vm_name" ] || return 0
  wanted=$(wanted_given)
  if [ "$wanted" = "$(cat "$given_file" 2>/dev/null)" ]; then
    finish given "$vm_name was recorded already"
  elif (write_given "$wanted"); then
    finish given "recorded $vm_name${data_disks:+ with $data_disks}"
  else
    fail given "$given_file cannot be written" 'see the message above; is the root file system full or read-only?'
  fi
}

main() {
  require_root &&
    authorize_key &&
    install_packages &&
    admit_login &&
    start_libvirt &&
    verify_virtualization &&
    prepare_pool &&
    record_given
}

# The script may itself come over standard input: nothing it starts may read from there.
main </dev/null
exit $?
