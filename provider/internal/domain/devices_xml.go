package domain

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/xmlbind"
)

var (
	_ xmlbind.Keyed = controller{}
	_ xmlbind.Keyed = disk{}
	_ xmlbind.Keyed = nic{}
	_ xmlbind.Keyed = channel{}
)

// Key is the number that libvirt gives a controller among those of its type.
func (c controller) Key() string {
	if c.Type == nil || c.Index == nil {
		return ""
	}
	return fmt.Sprintf("%s %d", *c.Type, *c.Index)
}

// Key is the name by which libvirt tells a guest's disks apart.
func (d disk) Key() string {
	if d.Target == nil || d.Target.Dev == nil {
		return ""
	}
	return *d.Target.Dev
}

// Key is the MAC address: changing it makes another card to the guest.
func (n nic) Key() string {
	if n.MAC == nil || n.MAC.Address == nil {
		return ""
	}
	return strings.ToLower(*n.MAC.Address)
}

// Key is the port's name inside the guest.
func (c channel) Key() string {
	if c.Target == nil || c.Target.VirtIO == nil || c.Target.VirtIO.Name == nil {
		return ""
	}
	return *c.Target.VirtIO.Name
}

// addressTypes is how a disk on each bus is addressed; a PCI bus can be CCW elsewhere.
var addressTypes = map[string]string{"sata": "drive", "scsi": "drive", "ide": "drive", "usb": "usb"}

// Complete sets the disk's type and drops an address that another bus left.
func (d *disk) Complete(element *etree.Element) {
	if source := element.SelectElement("source"); source != nil && d.Source != nil {
		kind := "file"
		if source.SelectAttr("dev") != nil {
			kind = "block"
		}
		element.CreateAttr("type", kind)
	}
	if element.SelectAttr("type") == nil {
		element.CreateAttr("type", "file")
	}
	address, target := element.SelectElement("address"), element.SelectElement("target")
	if address == nil || target == nil {
		return
	}
	isDrive := addressTypes[target.SelectAttrValue("bus", "")]
	kind := address.SelectAttrValue("type", "")
	if (isDrive == "" && (kind == "drive" || kind == "usb")) || (isDrive != "" && kind != isDrive) {
		element.RemoveChild(address)
	}
}

// Complete makes the card one of a libvirt network.
func (n *nic) Complete(element *etree.Element) {
	if n.Source == nil {
		return
	}
	element.CreateAttr("type", "network")
	if source := element.SelectElement("source"); source != nil {
		source.RemoveAttr("bridge")
	}
}

// Complete repeats the address to listen on where libvirt also keeps it.
func (g *graphics) Complete(element *etree.Element) {
	element.CreateAttr("type", "vnc")
	if g.VNC == nil || g.VNC.Listen == nil {
		return
	}
	for _, listen := range element.SelectElements("listen") {
		if listen.SelectAttrValue("type", "") == "address" {
			listen.CreateAttr("address", *g.VNC.Listen)
		} else {
			element.RemoveChild(listen)
		}
	}
}

// Complete makes the channel a virtio port behind a Unix socket.
func (c *channel) Complete(element *etree.Element) {
	element.CreateAttr("type", "unix")
	if target := element.SelectElement("target"); target != nil {
		target.CreateAttr("type", "virtio")
	}
}

// Complete drops the model that another type of port left.
func (s *serial) Complete(element *etree.Element) {
	if element.SelectAttr("type") == nil {
		element.CreateAttr("type", "pty")
	}
	target := element.SelectElement("target")
	if target == nil {
		return
	}
	if model := target.SelectElement("model"); model != nil && model.SelectAttrValue("name", "") != target.SelectAttrValue("type", "") {
		target.RemoveChild(model)
	}
}

// Complete names the backend that the device file belongs to.
func (b *rngBackend) Complete(element *etree.Element) {
	element.CreateAttr("model", "random")
}

// Complete drops the address of a balloon that is none any more.
func (m *memBalloon) Complete(element *etree.Element) {
	if m.Model == nil || *m.Model != "none" {
		return
	}
	if address := element.SelectElement("address"); address != nil {
		element.RemoveChild(address)
	}
}
