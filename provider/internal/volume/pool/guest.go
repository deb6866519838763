package pool

import (
	"fmt"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/domainxml"
)

// guest is a VM that has a file as a disk.
type guest struct {
	libvirt.Domain
	disk *etree.Element
	// ours is whether its definition carries our tag.
	ours bool
}

// runningWith finds the running guest that has the file open; nil if there is none.
func (p *Pool) runningWith(path string) (*guest, error) {
	guests, err := p.guestsWith(path, libvirt.ConnectListDomainsActive, 0)
	if err != nil || len(guests) == 0 {
		return nil, err
	}
	return &guests[0], nil
}

// refuseUse returns an error if a VM of the forbidden ones has the file, whether it
// runs or not.
func (p *Pool) refuseUse(path string, forbids func(guest) bool) error {
	defined, err := p.guestsWith(path, libvirt.ConnectListDomainsPersistent, libvirt.DomainXMLInactive)
	if err != nil {
		return err
	}
	running, err := p.guestsWith(path, libvirt.ConnectListDomainsActive, 0)
	if err != nil {
		return err
	}
	for _, user := range append(defined, running...) {
		if forbids(user) {
			return useError(user, path)
		}
	}
	return nil
}

func useError(user guest, path string) error {
	origin := "was not made from here"
	if user.ours {
		origin = "was made from here"
	}
	return fmt.Errorf("the VM %s has %s as its disk and %s; nothing was changed. Take the disk from it (virsh detach-disk), or remove the VM", user.Name, path, origin)
}

// guestsWith are the VMs of a kind whose definition of a kind has the file.
func (p *Pool) guestsWith(path string, kind libvirt.ConnectListAllDomainsFlags, definition libvirt.DomainXMLFlags) ([]guest, error) {
	domains, _, err := p.libvirt.ConnectListAllDomains(1, kind)
	if err != nil {
		return nil, err
	}
	var guests []guest
	for _, domain := range domains {
		text, err := p.libvirt.DomainGetXMLDesc(domain, definition)
		if connection.Is(err, libvirt.ErrNoDomain) {
			continue
		}
		if err != nil {
			return nil, err
		}
		disk, err := diskWith(text, path)
		if err != nil {
			return nil, fmt.Errorf("the VM %s: %w", domain.Name, err)
		}
		if disk == nil {
			continue
		}
		ours, err := p.isOurs(domain, text)
		if err != nil {
			return nil, err
		}
		guests = append(guests, guest{domain, disk, ours})
	}
	return guests, nil
}

// isOurs reads the tag in the persistent definition, if there is one: a running
// guest that was imported gets it only with its next start.
func (p *Pool) isOurs(domain libvirt.Domain, text string) (bool, error) {
	defined, err := p.libvirt.DomainGetXMLDesc(domain, libvirt.DomainXMLInactive)
	if err == nil {
		text = defined
	}
	parsed, err := domainxml.Parse(text)
	return err == nil && parsed.IsTagged(), err
}

// diskWith is the disk whose source is the file; nil if there is none. A
// definition that cannot be read may have it, and is an error.
func diskWith(text, path string) (*etree.Element, error) {
	definition, err := domainxml.Parse(text)
	if err != nil {
		return nil, err
	}
	for _, disk := range definition.Disks() {
		if domainxml.SourceOf(disk) == path {
			return disk, nil
		}
	}
	return nil, nil
}
