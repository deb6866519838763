# shellcheck shell=sh
# What preparation made.

look_at_packages() {
  for package in $(missing_packages "$(package_family)"); do look package "$package"; done
}

# Whether libvirt can be asked anything. Exit code 124 is that of timeout.
look_at_libvirt() {
  if ! command -v virsh >/dev/null 2>&1; then look libvirt absent && return 1; fi
  timeout "$LIBVIRT_ANSWER_SECONDS" virsh -q -c qemu:///system version >/dev/null 2>&1
  case $? in
    0) ;;
    124) look libvirt stuck && return 1 ;;
    *) look libvirt silent && return 1 ;;
  esac
  if is_enabled; then look libvirt held; else look libvirt manual; fi
}

look_at_group() {
  if may_use_libvirt; then look group held; else look group gone; fi
}

look_at_folder() {
  if [ -d "$QK_POOL_PATH" ]; then look folder held; else look folder gone; fi
}

look_at_pool() {
  target=$(target_of "$QK_POOL_NAME")
  if [ -z "$target" ]; then
    look pool undefined
  elif [ "$(canonical "$target")" != "$(canonical "$QK_POOL_PATH")" ]; then
    look pool elsewhere
  elif ! pool_is; then
    look pool inactive
  elif ! pool_is --all --autostart; then
    look pool manual
  else
    look pool held
  fi
}

look_at_hook() {
  [ -n "$QK_DATA_DISKS" ] || return 0
  if [ ! -e "$(hook_file)" ] || ! is_called; then
    look hook gone
  elif [ ! -x "$(hook_file)" ] || [ "$(hook_text)" != "$(cat "$(hook_file)")" ]; then
    look hook changed
  else
    look hook held
  fi
}

# A libvirt that knows no folder of hooks calls one file alone.
is_called() {
  number=$(libvirt_number)
  [ "${number:-0}" -ge "$FIRST_WITH_HOOK_FOLDER" ] || [ -e "$(only_hook)" ]
}

look_at_given() {
  [ -n "$QK_VM_NAME" ] || return 0
  record=$(given_file)
  if [ "$(wanted_given "$record")" = "$(cat "$record" 2>/dev/null)" ]; then
    look given held
  else
    look given gone
  fi
}
