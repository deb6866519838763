// Package machine finds, changes and removes the VMs of a host's libvirt.
package machine

import (
	"fmt"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/lifecycle"
)

// Machine is a VM that the host's libvirt has.
type Machine struct {
	libvirt *libvirt.Libvirt
	domain  libvirt.Domain

	// MayCutPower permits a restart to cut the power of a guest that does not shut
	// down in time.
	MayCutPower bool
	// PowerCut is, after an update, why power was cut; empty when it was not.
	PowerCut string
}

// Find looks up the VM that is known by its UUID and carries our tag, which an
// imported one does not yet have to. It returns nil when it is gone. A VM that has
// only the name is somebody else's, and an error.
func Find(client *libvirt.Libvirt, uuid, name string, imported bool) (*Machine, error) {
	id, err := parseUUID(uuid)
	if err != nil {
		return nil, fmt.Errorf("the state does not know the VM: %w", err)
	}
	m, err := findByUUID(client, id)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, refuseNamesake(client, uuid, name)
	}
	if imported {
		return m, nil
	}
	defined, _, err := m.definition()
	if err != nil {
		return nil, err
	}
	if !defined.IsTagged() {
		return nil, fmt.Errorf("the VM %s with the UUID %s does not carry the tag of those made from here: somebody has defined it anew; nothing was changed. If it is to be managed from here, %[3]s; else remove it (virsh destroy %[1]s; virsh undefine %[1]s), and it is made anew with its disks", m.domain.Name, uuid, lifecycle.TakeOverInstead(uuid))
	}
	return m, nil
}

// refuseNamesake returns an error if the host has a VM of the name.
func refuseNamesake(client *libvirt.Libvirt, uuid, name string) error {
	namesake, err := findByName(client, name)
	if err != nil || namesake == nil {
		return err
	}
	return fmt.Errorf("the VM with the UUID %s is gone, and the host has another one of the name %s (UUID %s), which was not made from here; nothing was changed. Rename that one (virsh domrename), and it is made anew; or, if that one is to be managed from here, %s", uuid, name, formatUUID(namesake.domain.UUID), lifecycle.TakeOverInstead(formatUUID(namesake.domain.UUID)))
}

// findByUUID returns nil when the host has no such VM.
func findByUUID(client *libvirt.Libvirt, uuid libvirt.UUID) (*Machine, error) {
	domain, err := client.DomainLookupByUUID(uuid)
	if IsNotFound(err) {
		return nil, nil
	}
	if err == nil && domain.UUID != uuid {
		err = wrongAnswerError("the VM with the UUID "+formatUUID(uuid), "the UUID "+formatUUID(domain.UUID))
	}
	return &Machine{libvirt: client, domain: domain}, err
}

// findByName returns nil when the host has no such VM.
func findByName(client *libvirt.Libvirt, name string) (*Machine, error) {
	domain, err := client.DomainLookupByName(name)
	if IsNotFound(err) {
		return nil, nil
	}
	if err == nil && domain.Name != name {
		err = wrongAnswerError("the VM "+name, fmt.Sprintf("%q", domain.Name))
	}
	return &Machine{libvirt: client, domain: domain}, err
}

// wrongAnswerError is about a libvirt that names another thing than it was asked for.
func wrongAnswerError(asked, answered string) error {
	return fmt.Errorf("libvirt was asked for %s and answered with %s; nothing was changed. Find out what answers on this host before anything else is done on it", asked, answered)
}

// IsNotFound reports whether libvirt answered that the VM does not exist.
func IsNotFound(err error) bool {
	return connection.Is(err, libvirt.ErrNoDomain)
}

// definition is the persistent definition, parsed and as text, with the secrets
// that would be lost if it were defined again without them.
func (m *Machine) definition() (*domainxml.Definition, string, error) {
	text, err := m.libvirt.DomainGetXMLDesc(m.domain, libvirt.DomainXMLInactive|libvirt.DomainXMLSecure)
	if err != nil {
		return nil, "", err
	}
	parsed, err := m.parse(text)
	return parsed, text, err
}

// parse reads a definition of this very VM.
func (m *Machine) parse(text string) (*domainxml.Definition, error) {
	parsed, err := domainxml.Parse(text)
	if err != nil {
		return nil, err
	}
	if uuid := formatUUID(m.domain.UUID); parsed.UUID() != uuid || parsed.Name() != m.domain.Name {
		return nil, wrongAnswerError("the definition of "+m.domain.Name+" ("+uuid+")", "that of "+parsed.Name()+" ("+parsed.UUID()+")")
	}
	return parsed, parsed.CheckTagVersion()
}

// live is the definition of the guest: of the running one, or of the one whose memory
// is saved and which goes on with it; nil when there is none, or none that can be read.
func (m *Machine) live() (*domainxml.Definition, error) {
	active, err := m.isActive()
	if err != nil {
		return nil, err
	}
	if !active {
		return m.saved()
	}
	text, err := m.libvirt.DomainGetXMLDesc(m.domain, 0)
	if err != nil {
		return nil, err
	}
	return m.parse(text)
}

// saved is the definition that the saved memory of the guest is resumed with; nil when
// there is no such memory, or none that can be read.
func (m *Machine) saved() (*domainxml.Definition, error) {
	saved, err := m.isSaved()
	if err != nil || !saved {
		return nil, err
	}
	text, readable, err := m.savedXML()
	if err != nil || !readable {
		return nil, err
	}
	return m.parse(text)
}

// savedXML reports whether libvirt can read the saved memory, too.
func (m *Machine) savedXML() (text string, readable bool, err error) {
	text, err = m.libvirt.DomainManagedSaveGetXMLDesc(m.domain, 0)
	if connection.Is(err, libvirt.ErrOperationFailed, libvirt.ErrInternalError, libvirt.ErrXMLError, libvirt.ErrXMLDetail, libvirt.ErrSystemError) {
		return "", false, nil
	}
	return text, err == nil, err
}

// define replaces the persistent definition; a running guest is not affected.
func (m *Machine) define(text string) error {
	domain, err := m.libvirt.DomainDefineXMLFlags(text, libvirt.DomainDefineValidate)
	if err != nil {
		return err
	}
	m.domain = domain
	return nil
}

func (m *Machine) setAutostart(wanted *bool) error {
	if wanted == nil {
		return nil
	}
	var value int32
	if *wanted {
		value = 1
	}
	return m.libvirt.DomainSetAutostart(m.domain, value)
}
