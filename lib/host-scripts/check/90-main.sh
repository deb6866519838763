# All checks, in the order in which an operator would look.

main() {
  read_machines
  domain_disks=$(disks_of_domains)
  used_devices=$(devices_in_use 2>/dev/null)
  disk_identities=$(read_disk_identities)
  check_root
  check_home
  check_login
  tell_os
  tell_machine
  check_architecture
  check_package_manager
  check_scp
  check_cpu
  check_virtualization
  check_memory
  tell_bridges
  check_bridges
  check_storage
  check_libvirt
  check_machine
  tell_disks
  check_disk_paths
  check_data_disks
  check_blank_disks
  fact end "$failed"
  return "$failed"
}

# The script may itself come over standard input: nothing it starts may read from there.
main </dev/null
