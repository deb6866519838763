#!/bin/sh
# For the floor, on the host: on-host.sh deploy|plan|destroy, as one virsh; deploy has the install medium as its input.
set -eu
cd "$(dirname "$0")"
vm=$(cat vm)
images=/var/lib/libvirt/images

# each_network COMMAND [SUFFIX]: a virsh command for each network, or for a file of its name.
each_network() { for bridge in br0 br1 br2; do printf '%s; ' "$1$bridge${2:-}"; done; }

case $1 in
  deploy)
    cat >"$images/$vm-install.iso"
    virsh -q "$(each_network 'net-define ' .xml)$(each_network 'net-autostart quantum-')$(each_network 'net-start quantum-')\
      vol-create-as default $vm.qcow2 4G --format qcow2; define domain.xml; autostart $vm; start $vm"
    ;;
  plan)
    virsh -q "$(each_network 'net-dumpxml quantum-')pool-refresh default; vol-dumpxml $vm.qcow2 default; \
      vol-dumpxml $vm-install.iso default; dumpxml $vm; dumpxml --inactive $vm; dominfo $vm; schedinfo $vm"
    ;;
  destroy)
    virsh -q "destroy $vm; undefine $vm; vol-delete $vm.qcow2 default; \
      $(each_network 'net-destroy quantum-')$(each_network 'net-undefine quantum-')"
    rm "$images/$vm-install.iso"
    ;;
esac
