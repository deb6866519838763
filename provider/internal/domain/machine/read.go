package machine

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

// Read returns the VM as it is, in the spelling of prior, and whether its guest
// is adopted.
func (m *Machine) Read(prior model.Domain) (model.Domain, bool, error) {
	defined, _, err := m.definition()
	if err != nil {
		return model.Domain{}, false, err
	}
	running, err := m.live()
	if err != nil {
		return model.Domain{}, false, err
	}
	result := model.Reconcile(prior, defined.Model())
	if running != nil {
		live := model.Reconcile(prior, domainxml.LiveModel(running, defined, prior))
		result = model.MergeDrift(prior, result, live)
	}
	result, err = m.withState(result, prior)
	return result, running.IsAdopted(), err
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
