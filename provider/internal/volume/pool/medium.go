package pool

import (
	"fmt"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/domain/domainxml"
)

// ReloadMedium ejects the file at the path from the drive of a running guest and
// inserts it again: until then QEMU reads the file that was deleted. For libvirt
// the same medium in the same drive is no change, so the drive is empty in between.
// A VM that was not made from here is left alone.
func (p *Pool) ReloadMedium(path string) error {
	guest, err := p.runningWith(path)
	if err != nil || guest == nil || !guest.ours || guest.disk.SelectAttrValue("device", "") != "cdrom" {
		return err
	}
	empty := guest.disk.Copy()
	empty.RemoveChild(empty.SelectElement("source"))
	for _, state := range []*etree.Element{empty, guest.disk} {
		text, err := domainxml.ElementXML(state)
		if err != nil {
			return err
		}
		if err := p.libvirt.DomainUpdateDeviceFlags(guest.Domain, text, libvirt.DomainDeviceModifyLive); err != nil {
			return fmt.Errorf("the medium is on the host, but the running guest %s does not take it into its drive %s: %w; eject the medium inside the guest, and run the same command again", guest.Name, domainxml.TargetOf(guest.disk), err)
		}
	}
	return nil
}
