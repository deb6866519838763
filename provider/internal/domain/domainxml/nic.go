package domainxml

// HasNetwork reports whether a NIC is on the libvirt network of the name.
func (d *Definition) HasNetwork(name string) bool {
	for _, source := range d.root.FindElements("devices/interface/source") {
		if source.SelectAttrValue("network", "") == name {
			return true
		}
	}
	return false
}
