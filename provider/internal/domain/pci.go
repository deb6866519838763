package domain

import (
	"fmt"

	"github.com/beevik/etree"
)

// freePorts are the PCI Express ports of a running guest that hold nothing, by
// number: a device can be added to each of them.
func (d *definition) freePorts() map[string]bool {
	free := map[string]bool{}
	for _, port := range d.root.FindElements("devices/controller[@model='pcie-root-port']") {
		free[port.SelectAttrValue("index", "")] = true
	}
	for _, address := range d.root.FindElements("devices/*/address[@type='pci']") {
		delete(free, busOf(address))
	}
	return free
}

// busOf is the number of the port that a PCI address is behind ("0x0a" is 10).
func busOf(address *etree.Element) string {
	var bus int
	if _, err := fmt.Sscanf(address.SelectAttrValue("bus", ""), "0x%x", &bus); err != nil {
		return ""
	}
	return fmt.Sprint(bus)
}

// roomFor tells whether the running guest can take the devices that are to be added.
func (d *definition) roomFor(changes []deviceChange) error {
	needed := 0
	for _, change := range changes {
		if change.kind == attachNIC || change.kind == attachDisk {
			needed++
		}
	}
	if free := len(d.freePorts()); needed > free {
		return fmt.Errorf("%d devices are to be added, but the running guest has %d free PCI Express ports; nothing was changed. It gets those of devices.controllers when it next starts: apply that without the new devices, shut the guest down from inside, apply again to start it, and then add the devices", needed, free)
	}
	return nil
}

// pluggable is a device's element as the running guest can take it: at the
// address that the definition has for it if that is free, else at any. The ports
// of an adopted guest are others than those of its definition.
func (d *definition) pluggable(device *etree.Element) *etree.Element {
	result := device.Copy()
	for _, own := range []string{"alias", "address"} {
		element := result.SelectElement(own)
		if element != nil && (own == "alias" || d.isAdopted() || !d.freePorts()[busOf(element)]) {
			result.RemoveChild(element)
		}
	}
	return result
}

// nicElement finds a NIC by its MAC address; nil if there is none.
func (d *definition) nicElement(address string) *etree.Element {
	return d.device("interface", func(m devices, i int) string { return m.Interfaces[i].Key() }, address)
}

// diskElement finds a disk by its target; nil if there is none.
func (d *definition) diskElement(target string) *etree.Element {
	return d.device("disk", func(m devices, i int) string { return m.Disks[i].Key() }, target)
}

func (d *definition) device(kind string, keyOf func(devices, int) string, key string) *etree.Element {
	all := pointed(d.read().Devices, devices{})
	for i, element := range d.root.FindElements("devices/" + kind) {
		if keyOf(all, i) == key {
			return element
		}
	}
	return nil
}

// xmlOf is one element as XML text.
func xmlOf(element *etree.Element) (string, error) {
	return etree.NewDocumentWithRoot(element.Copy()).WriteToString()
}
