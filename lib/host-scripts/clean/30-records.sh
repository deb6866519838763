# shellcheck shell=sh
# The record of the VM and its disks, and the hook that reads it.

clean_given() {
  for machine in $QK_CLEAN_MACHINES; do
    [ -n "$(given_lines "$machine")" ] || continue
    if system domuuid "$machine" >/dev/null 2>&1; then
      clean stays "the record of $machine and its disks" 'libvirt has a VM of that name'
    else
      ours given "$machine" "$(given_lines "$machine" | awk '$2 != "" { printf "%s%s", sep, $2; sep = " " }')" remove_given "$machine"
    fi
  done
}

given_lines() { awk -v vm="$1" '$1 == vm' "$(given_file)" 2>/dev/null; }

remove_given() {
  record=$(given_file)
  awk -v vm="$1" '$1 != vm' "$record" >"$record.new" || return
  if [ -s "$record.new" ]; then mv -f "$record.new" "$record"; else rm -f "$record.new" "$record"; fi
}

# The disks of other VMs that were given some, and stay.
other_given_disks() {
  awk -v ours=" $QK_CLEAN_MACHINES " '$2 != "" && !index(ours, " " $1 " ")' "$(given_file)" 2>/dev/null
}

clean_hook() {
  hooks=$(our_hooks)
  [ -n "$hooks" ] || has_made hook unloading || return 0
  if [ -n "$(other_given_disks)" ]; then
    clean stays "libvirt's hook" 'other VMs were given disks, which it compares'
  else
    [ "$QK_CLEAN_REMOVE" != yes ] || note_made hook unloading
    for hook in $hooks; do ours hook "${hook#"$QK_SYSROOT"}" '' rm -f "$hook"; done
    [ -n "$hooks" ] || ours hook 'that libvirt may still call' 'it is started again without it' :
    [ "$QK_CLEAN_REMOVE" != yes ] || unload_hook
  fi
}

our_hooks() {
  for file in "$(hook_file)" "$(only_hook)"; do
    if grep -q 'Preparation installs it' "$file" 2>/dev/null; then echo "$file"; fi
  done
}

# libvirt knows since its start which hooks there are, and starts no VM without one that has gone: it is noted until it
# was started again. Its guests run on.
unload_hook() {
  unloaded=yes
  for daemon in libvirtd virtqemud; do
    [ -e "$QK_SYSROOT/run/$daemon.pid" ] || continue
    if ! { restart_daemon "$daemon" && wait_for_libvirt; }; then
      unloaded=no
      clean failed "$daemon" 'it was to be started again without the hook, and does not answer'
    fi
  done
  [ "$unloaded" = no ] || forget_made hook unloading
}
