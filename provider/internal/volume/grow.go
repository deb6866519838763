package volume

import (
	"fmt"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
)

// grow brings the volume to the size in bytes. While a guest has it open the
// guest's QEMU must do it: two writers would destroy the file.
func (p *pool) grow(name string, size int64) error {
	volume, err := p.find(name)
	if err != nil {
		return err
	}
	if volume == nil {
		return fmt.Errorf("the volume is gone from the pool; run the same command again to have it made anew")
	}
	if volume.capacity >= size {
		return nil
	}
	guest, disk, err := p.user(volume.path)
	if err != nil {
		return err
	}
	if guest == nil {
		return p.libvirt.StorageVolResize(volume.volume, uint64(size), 0)
	}
	if err := p.libvirt.DomainBlockResize(*guest, disk, uint64(size), libvirt.DomainBlockResizeBytes); err != nil {
		return err
	}
	return p.refresh()
}

// user finds the running guest that has the file open, and as which disk.
func (p *pool) user(path string) (*libvirt.Domain, string, error) {
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
		if disk := diskOf(text, path); disk != "" {
			return &guest, disk, nil
		}
	}
	return nil, "", nil
}

// diskOf names the disk ("vda") by which a running guest has the file, or nothing.
func diskOf(text, path string) string {
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
