# shellcheck shell=sh
# Step "pool": the storage pool over kvm.location.path.

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
    case $name in '' | "$QK_POOL_NAME") continue ;; esac
    [ "$(canonical "$(target_of "$name")")" = "$(canonical "$QK_POOL_PATH")" ] && echo "$name"
  done
}

# The plan names the pool, so a pool that does not fit is told and left alone.
verify_pool() {
  target=$(target_of "$QK_POOL_NAME")
  if [ -n "$target" ] && [ "$(canonical "$target")" != "$(canonical "$QK_POOL_PATH")" ]; then
    fail pool "the storage pool $QK_POOL_NAME of this host is over $target, the plan needs it over $QK_POOL_PATH" \
      "set kvm.location.path to $target for this host, or run \"virsh pool-destroy $QK_POOL_NAME; virsh pool-undefine $QK_POOL_NAME\" there (its files stay)"
    return
  fi
  other=$(pools_over_path | head -n 1)
  [ -z "$other" ] || fail pool "the storage pool $other is over $QK_POOL_PATH already, the plan calls it $QK_POOL_NAME" \
    "run \"virsh pool-destroy $other; virsh pool-undefine $other\" on the host (its files stay) and repeat"
}

# pool_is OPTION…: whether the pool is in virsh's list with these; without any, in that of the active ones.
pool_is() { system pool-list --name "$@" | sed 's/^ *//; s/ *$//' | grep -Fqx -e "$QK_POOL_NAME"; }

# virsh pool-define-as does not escape what it puts into XML.
escape_xml() { printf '%s' "$1" | sed "s/&/\&amp;/g;s/</\&lt;/g;s/>/\&gt;/g;s/'/\&apos;/g;s/\"/\&quot;/g"; }

define_pool() {
  printf '<pool type="dir"><name>%s</name><target><path>%s</path></target></pool>' \
    "$(escape_xml "$QK_POOL_NAME")" "$(escape_xml "$QK_POOL_PATH")" | system pool-define /dev/stdin >&2
}

complete_pool() {
  [ -n "$target" ] || { note_made pool "$QK_POOL_NAME" && define_pool; } || return 1
  if ! pool_is; then
    [ -d "$QK_POOL_PATH" ] || { note_made folder "$QK_POOL_PATH" && system pool-build "$QK_POOL_NAME" >&2; } || return 1
    system pool-start "$QK_POOL_NAME" >&2 || return 1
  fi
  pool_is --all --autostart || system pool-autostart "$QK_POOL_NAME" >&2
}

prepare_pool() {
  verify_pool || return 1
  if complete_pool; then
    finish pool "$QK_POOL_NAME over $QK_POOL_PATH"
  else
    fail pool "the storage pool $QK_POOL_NAME over $QK_POOL_PATH could not be made" \
      'see the message of virsh above; kvm.location.path must be a folder that can be made on this host'
  fi
}
