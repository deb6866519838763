# shellcheck shell=sh
# The host's own /dev, and its own list of block devices: of the machine's, without loop devices,
# with the host's own disks.

DEVICES='null zero full random urandom tty net/tun kvm vhost-net vhost-vsock fuse'

# devices_make FOLDER: those of them that the machine has.
devices_make() {
  mkdir -p "$1"
  # What is written to a device that is not there becomes a file here.
  mount -t tmpfs -o mode=755,size=1m tmpfs "$1"
  mkdir -p "$1/net" "$1/pts" "$1/shm" "$1/disk/by-id"
  for device in $DEVICES; do device_copy "$device" "$1"; done
  ln -s pts/ptmx "$1/ptmx"
  ln -s /proc/self/fd "$1/fd"
  ln -s fd/0 "$1/stdin"
  ln -s fd/1 "$1/stdout"
  ln -s fd/2 "$1/stderr"
  mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$1/pts"
  mount -t tmpfs -o mode=1777,size=256m tmpfs "$1/shm"
}

# device_copy DEVICE FOLDER: if the machine has it. Nobody on the host gives /dev/kvm to its own group
# kvm, as udev does on a server; libvirt that may not open it asks QEMU for its features every time.
device_copy() {
  [ -c "/dev/$1" ] || return 0
  cp -a "/dev/$1" "$2/$1"
  [ "$1" != kvm ] || chmod 666 "$2/$1"
}

# devices_numbers: of those of them that the machine has, "MAJOR:MINOR" each.
devices_numbers() {
  for device in $DEVICES; do
    [ ! -c "/dev/$device" ] || echo "$((0x$(stat -c %t "/dev/$device"))):$((0x$(stat -c %T "/dev/$device")))"
  done
}

# devices_block: sysfs is one for all hosts of a machine; what lists its block devices is only links.
devices_block() {
  links=$(for link in /sys/block/*; do echo "$(readlink "$link") ${link##*/}"; done)
  mount -t tmpfs -o mode=755,size=1m tmpfs /sys/block
  echo "$links" | while read -r target name; do
    case $name in loop*) ;; *) ln -s "$target" "/sys/block/$name" ;; esac
  done
}
