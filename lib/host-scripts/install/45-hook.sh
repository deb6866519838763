# shellcheck shell=sh
# Step "hook": libvirt's hook that compares the data disks before every start of the VM. The text of it
# is hook_text, which the deployment node puts into this script.

# The oldest libvirt that calls hooks of a folder; an older one calls one file alone.
FIRST_WITH_HOOK_FOLDER=6005
STOP_SECONDS=30

hook_file() { echo "$QK_SYSROOT/etc/libvirt/hooks/qemu.d/quantum-kvm"; }

only_hook() { echo "$QK_SYSROOT/etc/libvirt/hooks/qemu"; }

# Version 9.0.0 as 9000.
libvirt_number() {
  for daemon in libvirtd virtqemud; do
    command -v "$daemon" >/dev/null 2>&1 || continue
    "$daemon" --version 2>/dev/null | sed -n 's/.* \([0-9]*\)\.\([0-9]*\)\..*/\1 \2/p' | awk 'NR == 1 { print $1 * 1000 + $2 }'
    return
  done
}

install_hook() {
  [ -n "$QK_DATA_DISKS" ] || return 0
  hook_text >"$WORK/hook"
  changed=
  put_hook "$(hook_file)" || return
  number=$(libvirt_number)
  [ "${number:-0}" -ge "$FIRST_WITH_HOOK_FOLDER" ] || put_only_hook || return
  finish hook "data disks are compared before every start${changed:+: $changed}"
}

put_only_hook() {
  file=$(only_hook)
  if [ -e "$file" ] && ! grep -q quantum-kvm "$file"; then
    fail hook "this libvirt calls no hook but $file, which is the host's own: data disks would not be compared before a start" \
      "let it pass its arguments and its standard input on to $(hook_file), and end as that ends"
    return
  fi
  grep -q 'Preparation installs it' "$file" 2>/dev/null || [ ! -e "$file" ] || return 0
  put_hook "$file"
}

put_hook() {
  [ ! -x "$1" ] || [ "$(cat "$WORK/hook")" != "$(cat "$1")" ] || return 0
  changed=installed
  umask 022
  if mkdir -p "${1%/*}" && cat "$WORK/hook" >"$1.new" && chmod 755 "$1.new" && mv -f "$1.new" "$1"; then
    ! command -v restorecon >/dev/null 2>&1 || restorecon "$1" >&2 || :
  else
    fail hook "$1 cannot be written" 'see the message above; is the root file system full or read-only?'
  fi
}

# libvirt looks for hooks when it starts. Its guests run on while it is started again.
load_hook() {
  [ -n "$QK_DATA_DISKS" ] || return 0
  for daemon in libvirtd virtqemud; do
    [ -n "$(find "$(hook_file)" -newer "$QK_SYSROOT/run/$daemon.pid" 2>/dev/null)" ] || continue
    restart_daemon "$daemon"
    if wait_for_libvirt; then
      finish hook "$daemon was started again to load it"
    else
      fail hook "libvirt does not answer at qemu:///system $LIBVIRT_WAIT_SECONDS s after $daemon was started again" \
        'see "journalctl -u libvirtd -u virtqemud" or /var/log/libvirt on the host' || return
    fi
  done
}

restart_daemon() {
  if has_systemd; then
    systemctl restart "$1.service" >&2
    return
  fi
  pid=$(cat "$QK_SYSROOT/run/$1.pid") && kill "$pid"
  waited=0
  while kill -0 "$pid" 2>/dev/null && [ "$waited" -lt "$STOP_SECONDS" ]; do
    sleep 1
    waited=$((waited + 1))
  done
  start_without_systemd
}
