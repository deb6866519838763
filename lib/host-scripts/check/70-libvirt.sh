# libvirt and what is defined in it, read from its files.

# What preparation has given to VMs, one a line: the VM, then the disk if the line is about one, then which disk it is.
readonly GIVEN=/etc/quantum-kvm/given

# The oldest libvirt of a supported distribution (CentOS 7); nothing older is tried.
readonly MINIMUM_LIBVIRT=4.5.0
# Emulated machines use the CPU mode "maximum".
readonly MINIMUM_LIBVIRT_FOR_QEMU=7.1.0

# "domain, tab, property, tab, value" lines of all definitions, and of the running machines as they run.
# libvirt writes one element a line.
read_definitions() {
  set --
  for file in "$root"/etc/libvirt/qemu/*.xml "$root"/run/libvirt/qemu/*.xml; do
    [ -r "$file" ] && set -- "$@" "$file"
  done
  [ $# -gt 0 ] || return 0
  awk -v run="$root/run/" '
    function attribute(name) {
      if (!match($0, " " name "=[\047\"][^\047\"]*")) return ""
      return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
    }
    function tell(property, value) { if (value != "") print domain "\t" property "\t" value }
    FNR == 1 {
      domain = FILENAME; sub(/.*\//, "", domain); sub(/\.xml$/, "", domain); metadata = 0; uuid = ""
      if (index(FILENAME, run) == 1) tell("running", "yes")
    }
    !metadata && uuid == "" && /<uuid>/ { uuid = $0; sub(/.*<uuid>/, "", uuid); sub(/<.*/, "", uuid) }
    /<metadata>/ { metadata = 1 }
    # The tag of a copy names the machine that it was copied from.
    metadata && /urn:quantum-kvm:machine/ && (attribute("uuid") == "" || attribute("uuid") == uuid) { tell("ours", "yes") }
    /<\/metadata>/ { metadata = 0; next }
    metadata { next }
    /<memory[ >]/ { kib = $0; sub(/.*<memory[^>]*>/, "", kib); sub(/<.*/, "", kib); tell("memory", kib) }
    /<hugepages/ { tell("hugepages", "yes") }
    /<source / { tell("disk", attribute("dev")); tell("file", attribute("file")) }
    /<mac / { tell("mac", tolower(attribute("address"))) }
    /<graphics / && attribute("port") > 0 { tell("port", attribute("port")) }' "$@"
}

domain_properties() { printf '%s\n' "$definitions"; }

has_property() { domain_properties | grep -Fqx "$1	$2	$3"; }

# The first VM other than ours that has the property.
other_machine_with() {
  domain_properties | awk -F '\t' -v property="$1" -v value="$2" -v own="$own_machine" '
    $2 == property && $3 == value && $1 != own { print $1; exit }'
}

# Sets what other checks go by: all definitions, and the VM's name where it is defined and made from here or adopted.
read_machines() {
  definitions=$(read_definitions)
  own_machine=
  [ -n "$vm_name" ] || return 0
  if has_property "$vm_name" ours yes || { [ "${QK_ADOPTED:-}" = yes ] && [ -n "$(machine_with_name)" ]; }; then
    own_machine=$vm_name
  fi
}

# Whether preparation has prepared the host for this VM.
is_prepared() { grep -Fqx "$vm_name" "$root$GIVEN" 2>/dev/null; }

version_number() { echo "$1" | awk -F . '{ printf "%d\n", $1 * 1000000 + $2 * 1000 + $3 }'; }

libvirt_version() {
  for daemon in libvirtd virtqemud; do
    has_command "$daemon" || continue
    "$daemon" --version 2>/dev/null | sed -n 's/.* \([0-9][0-9]*\.[0-9.]*\).*/\1/p' | head -n 1
    return
  done
}

# The sockets of libvirt that are there, for whoever comes to them through the connection.
tell_sockets() {
  for socket in /var/run/libvirt/libvirt-sock /var/run/libvirt/virtqemud-sock; do
    [ -S "$root$socket" ] && fact socket "$socket"
  done
}

check_libvirt() {
  tell_sockets
  version=$(libvirt_version)
  if [ -z "$version" ]; then
    pass libvirt.version 'not installed yet: preparation installs it'
    return
  fi
  least=$MINIMUM_LIBVIRT
  [ "$virtualization_type" = kvm ] || least=$MINIMUM_LIBVIRT_FOR_QEMU
  if [ "$(version_number "$version")" -ge "$(version_number "$least")" ]; then
    pass libvirt.version "$version"
  else
    fail libvirt.version "libvirt is version $version, needed is $least or newer for machines of type $virtualization_type" \
      'update libvirt and QEMU from the repositories of the distribution; preparation never upgrades what is installed'
  fi
  check_validation
}

# What of virt-host-validate matters: CPU quotas, taps, and for KVM its device.
relevant_validation() {
  pattern="device /dev/net/tun|cgroup 'cpu' controller"
  [ "$virtualization_type" = qemu ] || pattern="$pattern|hardware virtualization|device /dev/kvm|device /dev/vhost-net"
  virt-host-validate qemu 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | grep -E "Checking.*($pattern)" | grep -E ': *(FAIL|WARN)' |
    sed 's/^ *QEMU: Checking \(if \|for \)*//; s/  */ /g; s/\t//g'
}

check_validation() {
  has_command virt-host-validate || return 0
  found=$(relevant_validation)
  if [ -z "$found" ]; then
    pass libvirt.validate 'virt-host-validate finds nothing that matters here'
    return
  fi
  cure='do what the message says; "virt-host-validate qemu" on the host shows all of them. For cgroups, mount the controller cpu; for a device, "modprobe" tun, vhost_net, kvm_intel or kvm_amd'
  while IFS= read -r finding; do
    case $finding in
      *': FAIL'*) fail libvirt.validate "virt-host-validate: $finding" "$cure" ;;
      *) warn libvirt.validate "virt-host-validate: $finding" "$cure" ;;
    esac
  done <<END
$found
END
}

check_machine() {
  [ -n "$vm_name" ] || return 0
  check_name
  check_volumes
  check_macs
  check_vnc_port
}

check_name() {
  if [ -n "$own_machine" ]; then
    pass machine.name "$vm_name is there, made from here or adopted"
  elif [ -n "$(machine_with_name)" ]; then
    fail machine.name "a VM named $vm_name is there already and was not made from here" \
      "to manage it from here, run \"quantum-kvm adopt\"; else run \"virsh domrename $vm_name $vm_name-other\" on the host while it is off, or change kvm.prefix.string or kvm.host.name.interval"
  else
    pass machine.name "$vm_name is free"
  fi
}

machine_with_name() {
  [ -e "$root/etc/libvirt/qemu/$vm_name.xml" ] || [ -e "$root/run/libvirt/qemu/$vm_name.xml" ] || return 0
  echo "$vm_name"
}

check_volumes() {
  [ -n "$storage_path" ] || return 0
  for volume in "$storage_path/$vm_name.qcow2" "$storage_path/$vm_name-install.iso"; do
    [ -e "$volume" ] || continue
    owner=$(other_machine_with file "$volume")
    if [ -n "$owner" ]; then
      fail machine.volume "$volume is there already and belongs to the VM $owner" \
        "move that VM's disk away (\"virsh edit $owner\"), or change kvm.prefix.string or kvm.location.path"
    elif [ -n "$own_machine" ] || is_prepared; then
      pass machine.volume "$volume"
    else
      fail machine.volume "$volume is there already and was not made from here" \
        "run \"mv $volume $volume.old\" on the host, which moves it away, or change kvm.prefix.string or kvm.location.path"
    fi
  done
}

check_macs() {
  for mac in ${QK_MACS:-}; do
    owner=$(other_machine_with mac "$mac")
    if [ -n "$owner" ]; then
      fail machine.mac "MAC address $mac of the VM's NIC belongs to the VM $owner" \
        "give the NIC of $owner another one (\"virsh edit $owner\"); ours are made from the address of the host"
    else
      pass machine.mac "$mac"
    fi
  done
}

# Whether something on the host listens at the TCP port; sockets in the state 0A do.
listens() {
  cat "$root/proc/net/tcp" "$root/proc/net/tcp6" 2>/dev/null |
    grep -Eq "^ *[0-9]+: [0-9A-F]+:$(printf '%04X' "$1") [0-9A-F]+:[0-9A-F]+ 0A "
}

# The process that listens at the TCP port; empty where that cannot be seen.
listener_of() {
  inode=$(cat "$root/proc/net/tcp" "$root/proc/net/tcp6" 2>/dev/null |
    awk -v port=":$(printf '%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }')
  [ "${inode:-0}" != 0 ] || return 0
  for file in "$root"/proc/[0-9]*/fd/*; do
    [ "$(readlink "$file" 2>/dev/null)" = "socket:[$inode]" ] || continue
    file=${file%/fd/*}
    echo "${file##*/}"
    return
  done
}

check_vnc_port() {
  port=${QK_VNC_PORT:-}
  [ -n "$port" ] || return 0
  owner=$(other_machine_with port "$port")
  cure="give $owner another port (\"virsh edit $owner\"), or change kvm.vnc.port.base"
  if [ -n "$owner" ]; then
    fail machine.vnc "TCP port $port of the VM's console belongs to the VM $owner" "$cure"
  elif listens "$port" && ! has_property "${own_machine:-.}" running yes; then
    listener=$(listener_of "$port")
    if [ -n "$listener" ]; then
      fail machine.vnc "TCP port $port of the VM's console is in use by process $listener ($(line_of "$root/proc/$listener/comm"))" \
        "run \"kill $listener\" on the host, if that program may be stopped; or change kvm.vnc.port.base"
    else
      fail machine.vnc "TCP port $port of the VM's console is in use by another program" \
        "see \"ss -ltnp sport = :$port\" on the host and stop that program, or change kvm.vnc.port.base"
    fi
  else
    pass machine.vnc "port $port"
  fi
}
