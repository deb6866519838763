# shellcheck shell=sh
# The files a host has for itself, made once under <host folder>/files and kept while it is off.
# The rest, /usr above all, is the machine's.

# FILES: one "folder mount-point" line each; host-init mounts them.
FILES='etc /etc
root /root
home /home
srv /srv
tmp /tmp
log /var/log
libvirt /var/lib/libvirt
cache /var/cache/libvirt'

# files_make HOST: a half-made set is made anew.
files_make() {
  files=$(host_folder "$1")/files
  [ ! -e "$(host_folder "$1")/made" ] || return 0
  rm -rf --one-file-system "$files"
  mkdir "$files"
  if run_is_fresh; then files_fresh "$1"; else files_shared "$1"; fi
  : >"$(host_folder "$1")/made"
}

# files_fresh HOST: what makes a copy of the base this host, as the upper layer of its root.
files_fresh() {
  root_make "$1"
  base=$(readlink -f "$(host_folder "$1")/base")
  files_upper etc etc/ssh var var/lib var/lib/libvirt var/lib/libvirt/images
  cp -a "$base/etc/shadow" "$files/etc/shadow"
  files_identity "$files/etc" "$1"
  config_password_hash | files_password "$files/etc/shadow"
  files_host_keys "$files/etc/ssh" rsa ecdsa ed25519
  base_endpoints "$base" | network_uplink_servers >"$(host_folder "$1")/servers"
  awk '$1 != $2 { print $1 "\t" $2 }' "$(host_folder "$1")/servers" | sort -u >>"$files/etc/hosts"
}

# files_upper FOLDER…: a folder in both layers takes its mode from the upper one.
files_upper() {
  chmod 755 "$files"
  for folder in "$@"; do install -d -m 755 "$files/$folder"; done
}

files_shared() {
  echo "$FILES" | while read -r name _; do mkdir "$files/$name"; done
  chmod 700 "$files/root"
  chmod 1777 "$files/tmp"
  files_etc "$files/etc"
  files_identity "$files/etc" "$1"
  config_password_hash | files_password "$files/etc/shadow"
  files_sshd "$files/etc/ssh"
  files_libvirt "$files"
}

files_etc() {
  cp -a /etc/. "$1"
  # What the machine itself has defined is no part of a fresh host.
  rm -rf "$1"/libvirt/qemu/*.xml "$1"/libvirt/qemu/autostart "$1"/libvirt/qemu/networks/autostart/* \
    "$1"/libvirt/storage "$1"/libvirt/secrets "$1"/ssh/ssh_host_*
}

files_identity() {
  echo "kvm$2" >"$1/hostname"
  printf '127.0.0.1\tlocalhost\n127.0.1.1\tkvm%s\n' "$2" >"$1/hosts"
  tr -d - </proc/sys/kernel/random/uuid >"$1/machine-id"
}

# files_password SHADOW: root's hash comes on standard input; it is in no argument.
files_password() {
  awk -F : -v OFS=: 'NR == FNR { hash = $0; next } $1 == "root" { $2 = hash } { print }' - "$1" >"$1.new"
  cat "$1.new" >"$1"
  rm "$1.new"
}

# files_host_keys FOLDER TYPE…: RSA of 2048 bits, as longer ones take seconds to find.
files_host_keys() {
  keys=$1
  shift
  for type in "$@"; do
    bits=$([ "$type" != rsa ] || echo '-b 2048')
    # shellcheck disable=SC2086 # two words, or none
    ssh-keygen -q -t "$type" $bits -N '' -C '' -f "$keys/ssh_host_${type}_key"
  done
}

files_sshd() {
  files_host_keys "$1" ed25519
  cat >"$1/sshd_config" <<'END'
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin yes
PasswordAuthentication yes
PubkeyAuthentication yes
UsePAM no
UseDNS no
PrintMotd no
MaxAuthTries 20
MaxSessions 100
AllowTcpForwarding yes
AllowStreamLocalForwarding yes
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
END
}

files_libvirt() {
  install -d -m 711 "$1/libvirt/images" "$1/libvirt/boot" "$1/log/libvirt"
  install -d -m 750 -o libvirt-qemu -g libvirt-qemu "$1/libvirt/qemu" "$1/cache/qemu"
  # Hosts share the machine's firmware, so the UUID in there would be that of all of them.
  echo 'host_uuid_source = "machine-id"' >>"$1/etc/libvirt/libvirtd.conf"
}

# files_mount FOLDER: canonicalizing the source would lose it behind an earlier mount.
files_mount() {
  echo "$FILES" | while read -r name target; do
    [ -d "$target" ] || mkdir -p "$target"
    mount --no-canonicalize --bind "$1/$name" "$target"
  done
}
