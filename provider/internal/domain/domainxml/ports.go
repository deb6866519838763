package domainxml

import (
	"fmt"
	"strconv"

	"github.com/beevik/etree"
)

// freePorts are the PCI Express ports of a running guest that hold nothing, by
// number: a device can be added to each of them.
func (d *Definition) freePorts() map[string]bool {
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
	bus, err := strconv.ParseInt(address.SelectAttrValue("bus", ""), 0, 32)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(bus, 10)
}

// CheckFreePorts returns an error if a running guest cannot take so many new devices.
func (d *Definition) CheckFreePorts(needed int) error {
	if free := len(d.freePorts()); needed > free {
		return fmt.Errorf("%d devices are to be added, but the running guest has %d free PCI Express ports; nothing was changed. It gets more when it next starts: take the new devices out of the configuration and apply that, shut the guest down from inside, apply again to start it, and then add the devices", needed, free)
	}
	return nil
}
