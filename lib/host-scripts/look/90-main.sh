# shellcheck shell=sh
# All that is looked at.

main() {
  if [ "$QK_LOOK_PREPARED" = yes ]; then
    look_at_packages
    look_at_group
    look_at_folder
    look_at_hook
    look_at_given
  fi
  if look_at_libvirt; then
    [ "$QK_LOOK_PREPARED" != yes ] || look_at_pool
    look_at_machines
    look_at_objects
  fi
  look end
}

# The script itself comes over standard input: nothing it starts may read from there.
main </dev/null
