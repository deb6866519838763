# shellcheck shell=sh
# Steps "login", "libvirt" and "virtualization": a libvirt that runs, starts with the host and obeys the login.

LIBVIRT_WAIT_SECONDS=30
# The sockets of the split daemons that a VM needs; virtproxyd serves clients of the old socket.
MODULAR_DAEMONS='virtlogd virtlockd virtqemud virtnetworkd virtstoraged virtnodedevd virtsecretd virtnwfilterd virtinterfaced virtproxyd'

# Without a controlling terminal: with one, virsh starts an agent to ask for passwords, which complains where no polkit runs.
# A script's command leads no process group, so setsid becomes virsh and needs no --wait, which CentOS 7 does not have.
system() { setsid virsh -q -c qemu:///system "$@"; }

# libvirt's socket is open to root and to this group.
may_use_libvirt() {
  case " $(id -nG "$LOGIN") " in *' root '* | *' libvirt '*) return 0 ;; *) return 1 ;; esac
}

admit_login() {
  ! may_use_libvirt || return 0
  (note_made member "$LOGIN" && usermod -a -G libvirt "$LOGIN" >&2) || fail login "$LOGIN could not be added to the group libvirt" \
    'see the message above; or set login.name to root' || return 1
  finish login "$LOGIN may use libvirt"
}

start_libvirt() {
  if answers && is_enabled; then
    finish libvirt 'was running already'
    return
  fi
  if has_systemd; then start_with_systemd; else start_without_systemd; fi
  if wait_for_libvirt; then
    finish libvirt "started$(has_systemd || echo '; this host has no systemd: let its own init start libvirt at boot')"
  else
    fail libvirt "libvirt does not answer at qemu:///system after $LIBVIRT_WAIT_SECONDS s" \
      'see "journalctl -u libvirtd -u virtqemud" or /var/log/libvirt on the host'
  fi
}

answers() { system version >/dev/null 2>&1; }

has_systemd() { [ -d "$QK_SYSROOT/run/systemd/system" ]; }

unit_exists() { systemctl cat "$1" >/dev/null 2>&1; }

is_enabled() {
  ! has_systemd || systemctl is-enabled --quiet libvirtd.service 2>/dev/null ||
    systemctl is-enabled --quiet libvirtd.socket 2>/dev/null ||
    systemctl is-enabled --quiet virtqemud.socket 2>/dev/null
}

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
  if command -v libvirtd >/dev/null 2>&1; then
    daemons='virtlogd libvirtd'
  else
    daemons=$MODULAR_DAEMONS
  fi
  for daemon in $daemons; do
    if command -v "$daemon" >/dev/null 2>&1; then "$daemon" -d </dev/null >/dev/null 2>&1; fi
  done
}

wait_for_libvirt() {
  waited=0
  until answers; do
    [ "$waited" -lt "$LIBVIRT_WAIT_SECONDS" ] || return 1
    sleep 1
    waited=$((waited + 1))
  done
}

verify_virtualization() {
  if system domcapabilities --virttype "$QK_VIRTUALIZATION_TYPE" >/dev/null 2>&1; then
    finish virtualization "libvirt offers $QK_VIRTUALIZATION_TYPE"
  else
    fail virtualization "libvirt does not offer machines of type $QK_VIRTUALIZATION_TYPE" \
      'enable virtualization in the firmware settings of the host and see that /dev/kvm is there'
  fi
}
