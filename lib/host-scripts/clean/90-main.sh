# shellcheck shell=sh
# All that is left, in an order that an interruption may end anywhere.

main() {
  if answers; then
    clean_given
    clean_hook
    clean_pool
    clean_folder
    clean_member
  elif command -v virsh >/dev/null 2>&1; then
    clean failed 'what is of libvirt' 'libvirt does not answer, so it is not known what uses it; start it ("systemctl start libvirtd"), and repeat'
  else
    clean stays 'what is of libvirt' 'the host has no virsh by now, so it is not known what uses it'
  fi
  clean stays 'the packages, and libvirt that runs' 'others may use them'
  clean_files
  clean_key
  clean end
}

# The script itself comes over standard input: nothing it starts may read from there.
main </dev/null
