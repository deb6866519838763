package model

import (
	"fmt"
	"strings"

	"quantum-kvm/provider/internal/xmlbind"
)

var (
	_ xmlbind.Keyed = Controller{}
	_ xmlbind.Keyed = Disk{}
	_ xmlbind.Keyed = NIC{}
	_ xmlbind.Keyed = Channel{}
)

// Key is a controller's type and its index within that type.
func (c Controller) Key() string {
	if c.Type == nil || c.Index == nil {
		return ""
	}
	return fmt.Sprintf("%s %d", *c.Type, *c.Index)
}

// Key is the name by which libvirt identifies a disk.
func (d Disk) Key() string {
	if d.Target == nil || d.Target.Dev == nil {
		return ""
	}
	return *d.Target.Dev
}

// Key is the MAC address: another address is another card to the guest.
func (n NIC) Key() string {
	if n.MAC == nil || n.MAC.Address == nil {
		return ""
	}
	return strings.ToLower(*n.MAC.Address)
}

// Key is the port's name inside the guest.
func (c Channel) Key() string {
	if c.Target == nil || c.Target.VirtIO == nil || c.Target.VirtIO.Name == nil {
		return ""
	}
	return *c.Target.VirtIO.Name
}
