#!/bin/sh
# libvirt's hook for QEMU. libvirt calls it before it starts a VM, whoever asked for that (a deployment,
# virsh, the start of the host), and starts none for which it fails: a data disk must be the one that
# the VM was given, by serial number, WWN and size, and not just have its name.
# Preparation installs it; it changes nothing and calls nothing of libvirt.
#
# Arguments: VM, operation, sub-operation; the definition comes over standard input.
#   QK_SYSROOT               folder to read /sys, /proc, /dev and /etc under, for tests
set -u
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin:${PATH:-}
export LC_ALL PATH
root=${QK_SYSROOT:-}
vm_name=${1:-}

# What preparation has given to VMs, one a line: the VM, the disk, which disk it is.
readonly GIVEN=/etc/quantum-kvm/given
