// Package machine finds, changes and removes the VMs of a host's libvirt.
package machine

import (
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/domainxml"
)

// Machine is a VM that the host's libvirt has.
type Machine struct {
	libvirt *libvirt.Libvirt
	domain  libvirt.Domain
}

// Find looks up a VM by UUID, then by name, and returns nil when there is
// neither. What is not a UUID is not looked up as one.
func Find(client *libvirt.Libvirt, uuid, name string) (*Machine, error) {
	if id, err := parseUUID(uuid); err == nil {
		domain, err := client.DomainLookupByUUID(id)
		if err == nil {
			return &Machine{client, domain}, nil
		}
		if !IsNotFound(err) {
			return nil, err
		}
	}
	domain, err := client.DomainLookupByName(name)
	if IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &Machine{client, domain}, nil
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
	parsed, err := domainxml.Parse(text)
	return parsed, text, err
}

// live is the definition of the running guest; nil when it does not run.
func (m *Machine) live() (*domainxml.Definition, error) {
	state, err := m.state()
	if err != nil || !state.isActive() {
		return nil, err
	}
	text, err := m.libvirt.DomainGetXMLDesc(m.domain, 0)
	if err != nil {
		return nil, err
	}
	return domainxml.Parse(text)
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
