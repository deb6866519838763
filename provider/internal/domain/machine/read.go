package machine

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

// Read returns the VM as it is, in the spelling of prior, and what decides about
// changes of its guest.
func (m *Machine) Read(prior model.Domain) (model.Domain, consequence.Guest, error) {
	defined, _, err := m.definition()
	if err != nil {
		return model.Domain{}, consequence.Guest{}, err
	}
	running, err := m.live()
	if err != nil {
		return model.Domain{}, consequence.Guest{}, err
	}
	saved, err := m.libvirt.DomainHasManagedSaveImage(m.domain, 0)
	if err != nil {
		return model.Domain{}, consequence.Guest{}, err
	}
	result := model.Reconcile(prior, defined.Model())
	if running != nil {
		live := model.Reconcile(prior, domainxml.LiveModel(running, defined, prior))
		result = model.MergeDrift(prior, result, live)
	}
	result, err = m.withState(result, prior)
	return result, consequence.Guest{Active: running != nil || saved != 0, Adopted: running.IsAdopted()}, err
}

// withState fills in what is not part of the definition.
func (m *Machine) withState(result, prior model.Domain) (model.Domain, error) {
	autostart, err := m.libvirt.DomainGetAutostart(m.domain)
	if err != nil {
		return result, err
	}
	state, err := m.state()
	if err != nil {
		return result, err
	}
	if prior.Autostart != nil {
		result.Autostart = new(autostart == 1)
	}
	if prior.Running != nil {
		result.Running = new(state.isRunning())
	}
	result.UUID = types.StringValue(formatUUID(m.domain.UUID))
	return result, nil
}
