# shellcheck shell=sh
# The root of a fresh host: an overlay of the base in its folder. The images are outside of it, on the
# machine's own file system, where O_DIRECT is certain.

# root_make HOST: the folders that root_enter mounts. A host keeps the base it began with.
root_make() {
  folder=$(host_folder "$1")
  mkdir -p "$folder/root" "$folder/work" "$folder/images"
  chmod 711 "$folder/images"
  [ -e "$folder/base" ] || ln -sfn "$(base_folder)" "$folder/base"
}

root_is_fresh() {
  [ -L base ]
}

# root_mount, root_enter: in the host's folder, in its mount namespace.
root_mount() {
  mount -t overlay -o "lowerdir=$(readlink base),upperdir=files,workdir=work" overlay root
  mount --bind images root/var/lib/libvirt/images
  mount --move dev root/dev
}

root_enter() {
  pivot_root root root/mnt
  cd /
  umount --lazy /mnt
}
