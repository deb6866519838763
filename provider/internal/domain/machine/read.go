package machine

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/domain/condition"
	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

// Observed is what of a VM a plan must know besides its attributes.
type Observed struct {
	// Adopted: its guest was started by others.
	Adopted bool `json:"adopted"`
	condition.Condition
}

// Guest is what of it decides about changes.
func (o Observed) Guest() consequence.Guest {
	return consequence.Guest{Active: o.HasGuest(), Adopted: o.Adopted, Start: o.Start()}
}

// Read returns the VM as it is, in the spelling of prior, and what else it is in.
func (m *Machine) Read(prior model.Domain) (model.Domain, Observed, error) {
	defined, _, err := m.definition()
	if err != nil {
		return model.Domain{}, Observed{}, err
	}
	running, err := m.live()
	if err != nil {
		return model.Domain{}, Observed{}, err
	}
	current := defined
	if running != nil {
		current = running
	}
	observed := Observed{Adopted: running.IsAdopted()}
	if observed.Condition, err = m.condition(current); err != nil {
		return model.Domain{}, Observed{}, err
	}
	result := model.Reconcile(prior, defined.Model())
	if running != nil {
		live := model.Reconcile(prior, domainxml.LiveModel(running, defined, prior))
		result = model.MergeDrift(prior, result, live)
	}
	result, err = m.withState(result, prior, observed.Condition)
	return result, observed, err
}

// withState fills in what is not part of the definition.
func (m *Machine) withState(result, prior model.Domain, c condition.Condition) (model.Domain, error) {
	autostart, err := m.libvirt.DomainGetAutostart(m.domain)
	if err != nil {
		return result, err
	}
	// What has no definition starts with nothing; that shows in a plan, which defines it.
	result.Autostart = nil
	if prior.Autostart != nil && !c.Transient {
		result.Autostart = new(autostart == 1)
	}
	if prior.Running != nil {
		result.Running = new(c.IsRunning())
	}
	result.UUID = types.StringValue(formatUUID(m.domain.UUID))
	return result, nil
}
