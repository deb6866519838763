package machine

import (
	"errors"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/domain/model"
)

// Import looks up a VM by name or UUID and returns the configuration that its
// tag records, or, for a VM made by others, everything in its definition.
// Terraform's read, which comes next, updates it.
func Import(client *libvirt.Libvirt, id string) (model.Domain, error) {
	m, err := findToImport(client, id)
	if err == nil && m == nil {
		err = errors.New("the host has no VM of this name or UUID; virsh list --all names those it has")
	}
	if err != nil {
		return model.Domain{}, err
	}
	defined, _, err := m.definition()
	if err != nil {
		return model.Domain{}, err
	}
	state := defined.ImportModel()
	if tagged := defined.TaggedModel(); tagged != nil {
		state = *tagged
	}
	// A renamed VM still has its old name in the tag.
	state.Name = &m.domain.Name
	state.UUID = types.StringValue(formatUUID(m.domain.UUID))
	return state, nil
}

// findToImport takes a UUID, else a name, which here is what the operator typed.
func findToImport(client *libvirt.Libvirt, id string) (*Machine, error) {
	if uuid, err := parseUUID(id); err == nil {
		if m, err := findByUUID(client, uuid); err != nil || m != nil {
			return m, err
		}
	}
	return findByName(client, id)
}
