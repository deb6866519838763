package model

import "github.com/beevik/etree"

// addressTypes is how a disk on each bus is addressed. A bus that is not listed
// is PCI, or another of the machine's architecture.
var addressTypes = map[string]string{"sata": "drive", "scsi": "drive", "ide": "drive", "usb": "usb"}

// Complete sets the disk's type, says the format that its source is read in, and
// drops an address on another bus.
func (d *Disk) Complete(element *etree.Element) {
	if d.Source != nil {
		driver := element.SelectElement("driver")
		if driver == nil {
			driver = element.CreateElement("driver")
		}
		if driver.SelectAttr("type") == nil {
			driver.CreateAttr("type", d.Format())
		}
	}
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
	expected := addressTypes[target.SelectAttrValue("bus", "")]
	actual := address.SelectAttrValue("type", "")
	if (expected == "" && (actual == "drive" || actual == "usb")) || (expected != "" && actual != expected) {
		element.RemoveChild(address)
	}
}

// Complete connects the NIC to a libvirt network.
func (n *NIC) Complete(element *etree.Element) {
	if n.Source == nil {
		return
	}
	element.CreateAttr("type", "network")
	if source := element.SelectElement("source"); source != nil {
		source.RemoveAttr("bridge")
	}
}

// Complete writes the listen address a second time, into the element where libvirt keeps it too.
func (g *Graphics) Complete(element *etree.Element) {
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
func (c *Channel) Complete(element *etree.Element) {
	element.CreateAttr("type", "unix")
	if target := element.SelectElement("target"); target != nil {
		target.CreateAttr("type", "virtio")
	}
}

// Complete drops the model of another type of port.
func (s *Serial) Complete(element *etree.Element) {
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
func (b *RNGBackend) Complete(element *etree.Element) {
	element.CreateAttr("model", "random")
}

// Complete drops the address of a balloon that is disabled.
func (m *MemBalloon) Complete(element *etree.Element) {
	if m.Model == nil || *m.Model != "none" {
		return
	}
	if address := element.SelectElement("address"); address != nil {
		element.RemoveChild(address)
	}
}
