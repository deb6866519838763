# shellcheck shell=sh
# The steps in their order.

main() {
  require_root && verify_values && make_work_folder || return
  if [ -n "${QK_PACKAGES_FOLDER:-}" ]; then
    install_packages && remove_packages_folder
    return
  fi
  authorize_key &&
    install_packages &&
    install_hook &&
    admit_login &&
    start_libvirt &&
    load_hook &&
    verify_virtualization &&
    prepare_pool &&
    record_given
}

# The script may itself come over standard input: nothing it starts may read from there.
main </dev/null
