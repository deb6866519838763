# shellcheck shell=sh
# What goes wrong with servers, on demand. A fault lasts, also through stop and start, until it is taken
# off or the lab is down; hosts/<N>/faults/<fault> stands for it and holds what it has displaced.

FAULTS='virtualization-missing  /proc/cpuinfo shows neither vmx nor svm
virtualization-present  /proc/cpuinfo shows vmx, whatever the machine has
kvm-device-missing      there is no /dev/kvm
three-sockets           three physical CPUs with two cores each
bridge-missing          br0 is gone
bridge-down             br0 is down
bridge-without-port     br0 has no port, hence no carrier
storage-full            /var/lib/libvirt/images is on a small file system, and that is full
storage-tmpfs           /var/lib/libvirt/images is in memory
storage-read-only       /var/lib/libvirt/images is mounted read-only
wrong-password          root has another password than the configuration says
changed-host-key        sshd has other keys than before
packages-locked         a process holds the lock of the package manager (fresh hosts)
network-dead            the interface to the package mirror is down (fresh hosts)
foreign-vm              a VM with the name of the VM to be is defined (needs libvirt)'

STORAGE=/var/lib/libvirt/images
FAULT_STORAGE_MIB=64

# fault_set HOST FAULT on|off: the function for `a-b` is fault_a_b.
fault_set() {
  fault_check "$1" "$2"
  folder=$(host_folder "$1")/faults/$2
  case $3 in
    on)
      [ ! -d "$folder" ] || return 0
      mkdir -p "$folder"
      "fault_$(echo "$2" | tr - _)" on "$1"
      ;;
    off)
      [ -d "$folder" ] || return 0
      "fault_$(echo "$2" | tr - _)" off "$1"
      rm -r "$folder"
      ;;
  esac
}

fault_check() {
  echo "$FAULTS" | cut -d ' ' -f 1 | grep -qxF -e "$2" ||
    misused "fault is '$2': allowed is one of $(echo "$FAULTS" | cut -d ' ' -f 1 | paste -s -d ' ')"
  case $2 in
    packages-locked | network-dead)
      run_is_fresh || fail "$2 would be a fault of the machine: it needs hosts of lab/lab up --fresh"
      ;;
    foreign-vm) host_do "$1" sh -c 'command -v libvirtd' >/dev/null || fail "$2 needs libvirt on host $1: prepare it first" ;;
  esac
}

# fault_names HOST
fault_names() {
  folder=$(host_folder "$1")/faults
  [ ! -d "$folder" ] || find "$folder" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort
}

# faults_again HOST: after it was switched on.
faults_again() {
  for fault in $(fault_names "$1"); do
    folder=$(host_folder "$1")/faults/$fault
    "fault_$(echo "$fault" | tr - _)" on "$1"
  done
}

# Below, each has on or off in $1, the host in $2, and a folder of its own in $folder.

fault_virtualization_missing() {
  fault_cpuinfo "$1" "$2" '/^flags/s/ \(vmx\|svm\)\>//g'
}

fault_virtualization_present() {
  fault_cpuinfo "$1" "$2" '/^flags/s/$/ vmx/'
}

# fault_cpuinfo on|off HOST SED
fault_cpuinfo() {
  case $1 in
    on)
      # shellcheck disable=SC2016 # for the host
      host_do "$2" sh -eu -c 'file=$(mktemp -p /run cpuinfo.XXXXXX) && sed "$1" /proc/cpuinfo >"$file" &&
        chmod 444 "$file" && mount --bind "$file" /proc/cpuinfo && rm "$file"' sh "$3"
      ;;
    off) host_do "$2" umount /proc/cpuinfo ;;
  esac
}

# What comes back is the machine's device, if it has one.
fault_kvm_device_missing() {
  case $1 in
    on) host_do "$2" rm -f /dev/kvm ;;
    off) device_copy kvm "/proc/$(host_init "$2")/root/dev" ;;
  esac
}

fault_three_sockets() {
  case $1 in
    on) host_do "$2" sh -eu -c "$THREE_SOCKETS" ;;
    off) host_do "$2" umount /sys/devices/system/cpu ;;
  esac
}

# In the place of the machine's, which has as many CPUs as it has.
# shellcheck disable=SC2016 # for the host
THREE_SOCKETS='mount -t tmpfs -o mode=755 tmpfs /sys/devices/system/cpu
cd /sys/devices/system/cpu
for list in online possible present; do echo 0-5 >$list; done
for cpu in 0 1 2 3 4 5; do
  mkdir -p cpu$cpu/topology
  socket=$((cpu / 2))
  echo 1 >cpu$cpu/online
  cd cpu$cpu/topology
  echo $socket >physical_package_id
  echo $((cpu % 2)) >core_id
  echo 0 >die_id
  for list in core_cpus_list thread_siblings_list; do echo $cpu >$list; done
  for list in core_siblings_list package_cpus_list; do echo $((socket * 2))-$((socket * 2 + 1)) >$list; done
  cd ../..
done'

fault_bridge_missing() {
  fault_network_of "$2"
  case $1 in
    on)
      network_do ip link delete br0-port
      network_do ip link delete br0
      ;;
    off) network_bridge br0 ;;
  esac
}

fault_bridge_down() {
  fault_network_of "$2"
  case $1 in
    on) network_do ip link set br0 down ;;
    off) network_do ip link set br0 up ;;
  esac
}

fault_bridge_without_port() {
  fault_network_of "$2"
  case $1 in
    on) network_do ip link set br0-port nomaster ;;
    off) network_do ip link set br0-port master br0 ;;
  esac
}

# fault_network_of HOST: the one that network_do is about.
fault_network_of() {
  # shellcheck disable=SC2034 # network_do reads it
  HOST_NETWORK=/proc/$(host_init "$1")/root/run/netns/host
}

# The file system is a file in $folder, a loop device of the machine, and a node of the host for it.
fault_storage_full() {
  case $1 in
    on)
      [ -e "$folder/image" ] || fault_small_filesystem "$folder/image"
      loop=$(losetup --find --show "$folder/image")
      cgroup_block "$2" allow "${loop#/dev/}"
      # shellcheck disable=SC2016 # for the host
      host_do "$2" sh -eu -c 'mknod "/dev/$1" b $(tr : " " <"/sys/devices/virtual/block/$1/dev")
        mount -t ext4 "/dev/$1" "$2" && dd if=/dev/zero of="$2/filled" bs=1M 2>/dev/null || :' \
        sh "${loop#/dev/}" "$STORAGE"
      ;;
    off)
      host_do "$2" umount "$STORAGE"
      for loop in $(losetup --noheadings --output NAME --associated "$folder/image"); do
        host_do "$2" rm "$loop"
        cgroup_block "$2" deny "${loop#/dev/}"
        losetup --detach "$loop"
      done
      ;;
  esac
}

fault_small_filesystem() {
  truncate -s "${FAULT_STORAGE_MIB}M" "$1.new"
  mkfs.ext4 -q "$1.new"
  mv "$1.new" "$1"
}

fault_storage_tmpfs() {
  case $1 in
    on) host_do "$2" mount -t tmpfs -o size=16g,mode=711 tmpfs "$STORAGE" ;;
    off) host_do "$2" umount "$STORAGE" ;;
  esac
}

fault_storage_read_only() {
  case $1 in
    on)
      host_do "$2" mount --bind "$STORAGE" "$STORAGE"
      host_do "$2" mount -o remount,bind,ro "$STORAGE"
      ;;
    off) host_do "$2" umount "$STORAGE" ;;
  esac
}

fault_wrong_password() {
  shadow=/proc/$(host_init "$2")/root/etc/shadow
  case $1 in
    on)
      [ ! -e "$folder/shadow" ] || return 0
      cp -p "$shadow" "$folder/shadow"
      openssl rand -hex 16 | openssl passwd -6 -stdin | files_password "$shadow"
      ;;
    off) cat "$folder/shadow" >"$shadow" ;;
  esac
}

fault_changed_host_key() {
  keys=/proc/$(host_init "$2")/root/etc/ssh
  case $1 in
    on)
      [ ! -e "$folder/complete" ] || return 0
      cp -p "$keys"/ssh_host_* "$folder"
      : >"$folder/complete"
      types=$(for key in "$folder"/ssh_host_*_key; do basename "$key" _key | sed s/ssh_host_//; done)
      rm "$keys"/ssh_host_*
      # shellcheck disable=SC2086 # one word for each type
      files_host_keys "$keys" $types
      ;;
    off) cp -p "$folder"/ssh_host_* "$keys" ;;
  esac
}

# apt and dpkg lock with fcntl; perl is on every Debian, and can.
fault_packages_locked() {
  case $1 in
    on)
      # shellcheck disable=SC2016 # for the host
      host_do "$2" sh -eu -c 'setsid perl -e "$1" </dev/null >/dev/null 2>&1 &
        for _ in $(seq 1 50); do [ ! -s /run/packages-locked ] || exit 0; sleep 0.1; done; exit 1' sh "$LOCK_PACKAGES"
      ;;
    off)
      # shellcheck disable=SC2016 # for the host
      host_do "$2" sh -c '[ ! -s /run/packages-locked ] || kill "$(cat /run/packages-locked)"; rm -f /run/packages-locked'
      ;;
  esac
}

# struct flock of x86_64: type and whence, start and length, process.
# shellcheck disable=SC2016 # perl
LOCK_PACKAGES='use Fcntl; $0 = "unattended-upgr";
my $whole = pack("s s x4 q q l x4", F_WRLCK, 0, 0, 0, 0);
foreach (qw(lock-frontend lock)) {
  open(my $lock, ">>", "/var/lib/dpkg/$_") or die;
  fcntl($lock, F_SETLK, $whole) or die;
  push @held, $lock;
}
open(my $record, ">", "/run/packages-locked"); print $record $$; close $record;
sleep;'

fault_network_dead() {
  case $1 in
    on) host_network "$2" off ;;
    off) host_network "$2" on ;;
  esac
}

# Its definition is a file of the host, so it is there again when the host is.
fault_foreign_vm() {
  case $1 in
    on)
      [ ! -e "$folder/name" ] || return 0
      libvirt_start "$2"
      printf '<domain type="qemu"><name>%s</name><memory unit="MiB">64</memory><os><type>hvm</type></os></domain>' \
        "$(fault_vm_name "$2")" | host_do "$2" virsh -q define /dev/stdin >&2
      fault_vm_name "$2" >"$folder/name"
      ;;
    off)
      libvirt_start "$2"
      host_do "$2" virsh -q undefine "$(cat "$folder/name")" >&2
      ;;
  esac
}

# fault_vm_name HOST: as the configuration makes it.
fault_vm_name() {
  address=$(host_address "$1")
  printf '%s%03d\n' "$(config_value kvm.prefix.string)" $((${address##*.} + $(config_value kvm.host.name.interval)))
}

# faults_detach HOST: what they hold outside of the host.
faults_detach() {
  image=$(host_folder "$1")/faults/storage-full/image
  [ ! -e "$image" ] || for loop in $(losetup --noheadings --output NAME --associated "$image"); do
    losetup --detach "$loop"
  done
}
