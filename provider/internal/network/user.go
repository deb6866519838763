package network

import (
	"fmt"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/domainxml"
)

// otherUser is the name of a VM that has a NIC on the network and was not made by
// this deployment; empty if there is none.
func (h host) otherUser(network string) (string, error) {
	domains, _, err := h.libvirt.ConnectListAllDomains(1, 0)
	if err != nil {
		return "", err
	}
	for _, domain := range domains {
		isOther, err := h.isOtherUser(domain, network)
		if err != nil {
			return "", fmt.Errorf("the VM %s: %w", domain.Name, err)
		}
		if isOther {
			return domain.Name, nil
		}
	}
	return "", nil
}

// isOtherUser reads the definition, and what a running guest has besides. One
// without a definition has the tag that it was started with.
func (h host) isOtherUser(domain libvirt.Domain, network string) (bool, error) {
	var used, ours bool
	for _, flags := range []libvirt.DomainXMLFlags{0, libvirt.DomainXMLInactive} {
		text, err := h.libvirt.DomainGetXMLDesc(domain, flags)
		if connection.Is(err, libvirt.ErrNoDomain) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		definition, err := domainxml.Parse(text)
		if err != nil {
			return false, err
		}
		used = used || definition.HasNetwork(network)
		ours = h.owns(definition)
	}
	return used && !ours, nil
}

func (h host) owns(definition *domainxml.Definition) bool {
	return tag{definition.IsTagged(), definition.Deployment()}.isOf(h.deployment)
}
