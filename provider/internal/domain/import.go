package domain

import (
	"context"
	"errors"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/unit"
)

// ImportState takes the VM's name or its UUID.
func (r *domainResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	action := "Importing the VM " + req.ID
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	state, err := imported(client, req.ID)
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// imported is the configuration that the tag recorded, or, for a VM that was
// not made from here, everything that the definition tells. Reading it, which
// Terraform does next, brings it up to date.
func imported(client *libvirt.Libvirt, id string) (model, error) {
	m, err := find(client, id, id)
	if err == nil && m == nil {
		err = errors.New("the host has no VM of this name or UUID; virsh list --all names those it has")
	}
	if err != nil {
		return model{}, err
	}
	defined, _, err := m.definition()
	if err != nil {
		return model{}, err
	}
	state := defined.recorded()
	if state == nil {
		everything := defined.everything()
		state = &everything
	}
	// A renamed VM still carries its old name in the tag.
	state.Name = &m.domain.Name
	state.UUID = types.StringValue(formatUUID(m.domain.UUID))
	return *state, nil
}

// everything is the whole definition in the spelling that people use.
func (d *definition) everything() model {
	m := d.read()
	if m.Memory != nil {
		amount, name := unit.Largest(*m.Memory << 10)
		m.Memory, m.MemoryUnit = &amount, &name
	}
	known := true
	m.Autostart, m.Running = &known, &known
	return m
}
