package domainxml

import (
	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
)

// NIC finds a NIC's element by its MAC address; nil if there is none.
func (d *Definition) NIC(address string) *etree.Element {
	return d.device("interface", func(m model.Devices, i int) string { return m.Interfaces[i].Key() }, address)
}

// Disk finds a disk's element by its target; nil if there is none.
func (d *Definition) Disk(target string) *etree.Element {
	return d.device("disk", func(m model.Devices, i int) string { return m.Disks[i].Key() }, target)
}

func (d *Definition) device(kind string, keyOf func(model.Devices, int) string, key string) *etree.Element {
	devices := ptr.Deref(d.Model().Devices, model.Devices{})
	for i, element := range d.root.FindElements("devices/" + kind) {
		if keyOf(devices, i) == key {
			return element
		}
	}
	return nil
}

// HotPluggable is a device's element as the running guest can take it: at the
// address that the definition has for it if that is free, else at any. The ports
// of an adopted guest are others than those of its definition.
func (d *Definition) HotPluggable(device *etree.Element) *etree.Element {
	result := device.Copy()
	for _, name := range []string{"alias", "address"} {
		element := result.SelectElement(name)
		if element != nil && (name == "alias" || d.IsAdopted() || !d.freePorts()[busOf(element)]) {
			result.RemoveChild(element)
		}
	}
	return result
}

// AtAddressOf is the wanted element at the address of the existing one, which
// libvirt requires of an update.
func AtAddressOf(existing, wanted *etree.Element) *etree.Element {
	result := wanted.Copy()
	for _, name := range []string{"alias", "address"} {
		if element := result.SelectElement(name); element != nil {
			result.RemoveChild(element)
		}
		if element := existing.SelectElement(name); element != nil {
			result.AddChild(element.Copy())
		}
	}
	return result
}

// WithoutAssignedNames drops what libvirt assigns whenever a device is attached.
func WithoutAssignedNames(device *etree.Element) *etree.Element {
	result := device.Copy()
	for _, name := range []string{"alias", "target"} {
		if element := result.SelectElement(name); element != nil {
			result.RemoveChild(element)
		}
	}
	return result
}

// ElementXML is one element as text.
func ElementXML(element *etree.Element) (string, error) {
	return etree.NewDocumentWithRoot(element.Copy()).WriteToString()
}
