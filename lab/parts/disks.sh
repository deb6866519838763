# shellcheck shell=sh
# Data disks: a sparse file each, as a loop device that the host sees under another name, since a loop
# device is none that a server would have: /dev/sda for loop0, in /sys/block as well, and
# /dev/disk/by-id/<NAME>. The file tells whose a loop device is. A loop device has no serial number and no
# WWN; those of the disk stand in a file beside, and the host's kernel seems to tell them.

disk_add() {
  host=$1 name=$2 size=$3 contents=$4 serial=$5 wwn=$6
  disk_check "$host" "$name" "$size"
  folder=$(host_folder "$host")/disks
  mkdir -p "$folder" "$folder.identities"
  printf '%s\n%s\n' "${serial:-$(disk_default_serial "$host" "$name")}" "${wwn:-$(disk_default_wwn "$name")}" >"$folder.identities/$name"
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

# disk_default_serial HOST NAME: what the name says, or else one of its own.
disk_default_serial() {
  case $2 in
    wwn-* | nvme-eui.* | nvme-uuid.* | scsi-[23]*) echo "LAB$(echo "$LAB_RUN $1 $2" | sha256sum | cut -c 1-12)" ;;
    virtio-*) echo "${2#virtio-}" ;;
    *) echo "${2##*_}" ;;
  esac
}

# disk_default_wwn NAME: what the name says, or none.
disk_default_wwn() {
  case $1 in
    wwn-0x*) echo "naa.${1#wwn-0x}" ;;
    nvme-eui.* | nvme-uuid.*) echo "${1#nvme-}" ;;
    scsi-3*) echo "naa.${1#scsi-3}" ;;
    scsi-2*) echo "eui.${1#scsi-2}" ;;
    *) echo none ;;
  esac
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
  cgroup_block "$1" allow "${loop#/dev/}"
  { read -r serial && read -r wwn; } <"$(host_folder "$1")/disks.identities/$2"
  host_do "$1" sh -eu -c "$DISK_APPEAR" sh "${loop#/dev/}" "$2" "$serial" "$wwn"
}

# shellcheck disable=SC2016 # for the host
# On the host: LOOP NAME SERIAL WWN. /sys/block is a folder of the host's own (devices.sh).
DISK_APPEAR='
letters=abcdefghijklmnopqrstuvwxyz number=${1#loop}
name=sd$([ $number -lt 26 ] || echo $letters | cut -c $((number / 26)))$(echo $letters | cut -c $((number % 26 + 1)))
node() {
  [ -b "/dev/$1" ] || mknod -m 660 "/dev/$1" b $(tr : " " <"$2/dev")
  chgrp disk "/dev/$1"
  ln -sf "../../$1" "/dev/disk/by-id/$3"
}
device=/sys/devices/virtual/block/$1
block=/sys/block/$name
rm -rf "$block"
mkdir "$block" "$block/device"
for file in "$device"/*; do ln -s "../..${file#/sys}" "$block"; done
[ "$3" = none ] || echo "$3" >"$block/device/serial"
[ "$4" = none ] || echo "$4" >"$block/device/wwid"
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
  rm "$(host_folder "$1")/disks/$2" "$(host_folder "$1")/disks.identities/$2"
}

# shellcheck disable=SC2016 # for the host
DISK_VANISH='
device=$(readlink -f "/dev/disk/by-id/$1")
for part in "/dev/disk/by-id/$1"-part*; do rm -f "$(readlink -f "$part")" "$part"; done
rm -rf "/sys/block/${device##*/}"
rm -f "$device" "/dev/disk/by-id/$1"'

# disk_detach HOST NAME: at once, or when the last who has it open closes it.
disk_detach() {
  for loop in $(losetup --noheadings --output NAME --associated "$(host_folder "$1")/disks/$2"); do
    cgroup_block "$1" deny "${loop#/dev/}"
    losetup --detach "$loop"
  done
}

disks_detach() {
  for disk in $(disk_names "$1"); do disk_detach "$1" "$disk"; done
}
