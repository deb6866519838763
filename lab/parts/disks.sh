# shellcheck shell=sh
# Data disks: a sparse file each, as a loop device that the host sees under another name, since a loop
# device is none that a server would have: /dev/sda for loop0, in /sys/block as well, and
# /dev/disk/by-id/<NAME>. The file tells whose a loop device is; nothing else is recorded.

disk_add() {
  host=$1 name=$2 size=$3 contents=$4
  disk_check "$host" "$name" "$size"
  folder=$(host_folder "$host")/disks
  mkdir -p "$folder"
  rm -f "$folder.new"
  truncate -s "$size" "$folder.new"
  disk_fill "$contents" "$folder.new"
  mv "$folder.new" "$folder/$name"
  disk_attach "$host" "$name"
}

disk_check() {
  case $2 in '' | .* | *[!A-Za-z0-9._-]*) misused "the disk's name is '$2': allowed are letters, digits and . _ -" ;; esac
  case ${3%[MGT]} in
    '' | *[!0-9]* | 0*) misused "the disk's size is '$3': allowed is a number followed by M, G or T" ;;
  esac
  [ ! -e "$(host_folder "$1")/disks/$2" ] || fail "host $1 has a disk $2 already"
}

# disk_fill CONTENTS FILE
disk_fill() {
  case $1 in
    filesystem) mkfs.ext4 -q "$2" ;;
    partition) echo 'label: gpt
type=linux' | sfdisk -q "$2" ;;
  esac
}

# disk_loop HOST NAME: the loop device over the disk's file, if there is one.
disk_loop() {
  losetup --noheadings --output NAME --associated "$(host_folder "$1")/disks/$2" | head -n 1
}

# disk_attach HOST NAME: completes what is missing of the disk on a host that is on.
disk_attach() {
  loop=$(disk_loop "$1" "$2")
  [ -n "$loop" ] || loop=$(losetup --find --show --partscan "$(host_folder "$1")/disks/$2")
  host_do "$1" sh -eu -c "$DISK_APPEAR" sh "${loop#/dev/}" "$2"
}

# shellcheck disable=SC2016 # for the host
# On the host: LOOP NAME. /sys/block holds links only (devices.sh).
DISK_APPEAR='
letters=abcdefghijklmnopqrstuvwxyz number=${1#loop}
name=sd$([ $number -lt 26 ] || echo $letters | cut -c $((number / 26)))$(echo $letters | cut -c $((number % 26 + 1)))
node() {
  [ -b "/dev/$1" ] || mknod -m 660 "/dev/$1" b $(tr : " " <"$2/dev")
  chgrp disk "/dev/$1"
  ln -sf "../../$1" "/dev/disk/by-id/$3"
}
device=/sys/devices/virtual/block/$1
ln -sfn "../devices/virtual/block/$1" "/sys/block/$name"
node "$name" "$device" "$2"
for part in "$device/$1"p*; do
  [ ! -e "$part/dev" ] || node "${part##*/}" "$part" "$2-part${part##*p}"
done'

# disks_attach HOST: all of them, after it was switched on.
disks_attach() {
  for disk in $(disk_names "$1"); do disk_attach "$1" "$disk"; done
}

# disk_names HOST
disk_names() {
  folder=$(host_folder "$1")/disks
  [ ! -d "$folder" ] || find "$folder" -type f -printf '%f\n' | sort
}

# disk_remove HOST NAME: pulls it out.
disk_remove() {
  [ -e "$(host_folder "$1")/disks/$2" ] || fail "host $1 has no disk $2"
  ! host_init "$1" >/dev/null || host_do "$1" sh -c "$DISK_VANISH" sh "$2"
  disk_detach "$1" "$2"
  rm "$(host_folder "$1")/disks/$2"
}

# shellcheck disable=SC2016 # for the host
DISK_VANISH='
device=$(readlink -f "/dev/disk/by-id/$1")
for part in "/dev/disk/by-id/$1"-part*; do rm -f "$(readlink -f "$part")" "$part"; done
rm -f "/sys/block/${device##*/}" "$device" "/dev/disk/by-id/$1"'

# disk_detach HOST NAME: at once, or when the last who has it open closes it.
disk_detach() {
  for loop in $(losetup --noheadings --output NAME --associated "$(host_folder "$1")/disks/$2"); do
    losetup --detach "$loop"
  done
}

disks_detach() {
  for disk in $(disk_names "$1"); do disk_detach "$1" "$disk"; done
}
