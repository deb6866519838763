package pool

import (
	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
)

// guestWith finds the running guest that has the file open, and its disk's
// target; nil if there is none.
func (p *Pool) guestWith(path string) (*libvirt.Domain, string, error) {
	guests, _, err := p.libvirt.ConnectListAllDomains(1, libvirt.ConnectListDomainsActive)
	if err != nil {
		return nil, "", err
	}
	for _, guest := range guests {
		text, err := p.libvirt.DomainGetXMLDesc(guest, 0)
		if connection.Is(err, libvirt.ErrNoDomain) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		if target := targetOf(text, path); target != "" {
			return &guest, target, nil
		}
	}
	return nil, "", nil
}

// targetOf is the target ("vda") of the disk whose source is the file, in a
// running guest's XML; empty if there is none.
func targetOf(text, path string) string {
	document := etree.NewDocument()
	if document.ReadFromString(text) != nil {
		return ""
	}
	for _, disk := range document.FindElements("domain/devices/disk") {
		source, target := disk.SelectElement("source"), disk.SelectElement("target")
		if source != nil && target != nil && source.SelectAttrValue("file", "") == path {
			return target.SelectAttrValue("dev", "")
		}
	}
	return ""
}
