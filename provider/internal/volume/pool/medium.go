package pool

import (
	"fmt"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"
)

// ReloadMedium ejects the file at the path from the drive of a running guest and
// inserts it again: until then QEMU reads the file that was deleted. For libvirt
// the same medium in the same drive is no change, so the drive is empty in between.
func (p *Pool) ReloadMedium(path string) error {
	guest, target, err := p.guestWith(path)
	if err != nil || guest == nil {
		return err
	}
	text, err := p.libvirt.DomainGetXMLDesc(*guest, 0)
	if err != nil {
		return err
	}
	drive := driveOf(text, target)
	if drive == nil {
		return nil
	}
	empty := drive.Copy()
	empty.RemoveChild(empty.SelectElement("source"))
	for _, state := range []*etree.Element{empty, drive} {
		text, err := etree.NewDocumentWithRoot(state).WriteToString()
		if err != nil {
			return err
		}
		if err := p.libvirt.DomainUpdateDeviceFlags(*guest, text, libvirt.DomainDeviceModifyLive); err != nil {
			return fmt.Errorf("the medium is on the host, but the running guest %s does not take it into its drive %s: %w; eject the medium inside the guest, and run the same command again", guest.Name, target, err)
		}
	}
	return nil
}

// driveOf finds a CD-ROM drive in a domain's XML by its target; nil if there is none.
func driveOf(text, target string) *etree.Element {
	document := etree.NewDocument()
	if document.ReadFromString(text) != nil {
		return nil
	}
	for _, disk := range document.FindElements("domain/devices/disk[@device='cdrom']") {
		if name := disk.SelectElement("target"); name != nil && name.SelectAttrValue("dev", "") == target {
			return disk.Copy()
		}
	}
	return nil
}
