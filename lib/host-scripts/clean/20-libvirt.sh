# shellcheck shell=sh
# The pool, its folder, and the membership by which the login uses libvirt.

clean_pool() {
  target=$(target_of "$QK_POOL_NAME")
  [ -n "$target" ] || { forget_made pool "$QK_POOL_NAME" && return; }
  if ! is_our_pool; then
    clean stays "storage pool $QK_POOL_NAME" 'it is not noted that preparation made it'
  elif [ "$(canonical "$target")" != "$(canonical "$QK_POOL_PATH")" ]; then
    clean stays "storage pool $QK_POOL_NAME" "it is over $target by now"
  elif [ -n "$(pool_content)" ]; then
    clean stays "storage pool $QK_POOL_NAME" "it holds $(pool_content)"
  else
    ours pool "$QK_POOL_NAME" "over $QK_POOL_PATH" remove_pool
  fi
}

# One over a folder of its own has a name that nothing else gives.
is_our_pool() {
  case $QK_POOL_NAME in quantum-*) return 0 ;; esac
  has_made pool "$QK_POOL_NAME"
}

# The first of what is in it; a file of the folder that is no volume counts as well. The folder may be behind a link,
# and one that cannot be read is not taken for an empty one.
pool_content() {
  [ -e "$QK_POOL_PATH" ] || return 0
  if content=$(find -H "$QK_POOL_PATH" -mindepth 1 -maxdepth 1 2>/dev/null); then
    printf '%s\n' "$content" | head -n 1
  else
    echo 'what cannot be read'
  fi
}

remove_pool() {
  if pool_is; then system pool-destroy "$QK_POOL_NAME" || return; fi
  system pool-undefine "$QK_POOL_NAME" && forget_made pool "$QK_POOL_NAME"
}

clean_folder() {
  has_made folder "$QK_POOL_PATH" || return 0
  if [ ! -d "$QK_POOL_PATH" ]; then
    forget_made folder "$QK_POOL_PATH"
  elif [ -n "$(pool_content)" ]; then
    clean stays "folder $QK_POOL_PATH" 'it is not empty'
  else
    ours folder "$QK_POOL_PATH" '' remove_folder
  fi
}

remove_folder() { rmdir "$QK_POOL_PATH" && forget_made folder "$QK_POOL_PATH"; }

clean_member() {
  has_made member "$LOGIN" || return 0
  ours member "$LOGIN" 'in the group libvirt' remove_member
}

remove_member() {
  if getent group libvirt | cut -d : -f 4 | tr ',' '\n' | grep -Fqx "$LOGIN"; then gpasswd -d "$LOGIN" libvirt || return; fi
  forget_made member "$LOGIN"
}
