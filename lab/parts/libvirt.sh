# shellcheck shell=sh
# libvirt on a host, started as its preparation starts it on machines without systemd.

# libvirt_pid HOST: its libvirtd; fails if there is none. Read through PID 1's view of the host.
libvirt_pid() {
  root=/proc/$(host_init "$1")/root || return 1
  pid=$(cat "$root/run/libvirtd.pid" 2>/dev/null) || return 1
  [ "$(cat "$root/proc/$pid/comm" 2>/dev/null)" = libvirtd ] && echo "$pid"
}

# libvirt_start HOST
libvirt_start() {
  libvirt_pid "$1" >/dev/null || (host_enter "$1" sh -c 'virtlogd -d; libvirtd -d') 9<&-
  (host_enter "$1" virsh -q -c qemu:///system list) 9<&- >/dev/null
}

# libvirt_machines HOST: "name<tab>state" lines.
libvirt_machines() {
  (host_enter "$1" timeout 10 virsh -q -c qemu:///system list --all) |
    sed -E 's/^ *[^ ]+ +([^ ]+) +(.*[^ ]) *$/\1\t\2/'
}

# libvirt_screenshot HOST VM FILE: QEMU draws a PNG itself from version 7.1 on, before that a PPM.
libvirt_screenshot() {
  (host_enter "$1" virsh -q -c qemu:///system screenshot "$2" --file /run/screenshot) >&2 ||
    fail "no screenshot of $2 on host $1: is it running?"
  screen=/proc/$(host_init "$1")/root/run/screenshot
  case $(head -c 2 "$screen") in
    P6) pnmtopng -quiet "$screen" ;;
    *) cat "$screen" ;;
  esac >"$3"
}
