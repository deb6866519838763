package machine

import (
	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

// diff is the difference between a VM as it is and the wanted one.
type diff struct {
	// before and after are definitions as XML text.
	before, after string
	// running is the definition of the running guest, or of the saved one; nil when there is none.
	running *domainxml.Definition
	// current is the guest as a model, or, when there is none, its definition.
	current model.Domain
	consequence.Consequences
}

// diff compares the VM with plan; it changes nothing. previous has the
// attributes that were managed until now, and may be nil.
func (m *Machine) diff(plan model.Domain, previous *model.Domain) (diff, error) {
	defined, before, err := m.definition()
	if err != nil {
		return diff{}, err
	}
	running, err := m.live()
	if err != nil {
		return diff{}, err
	}
	for _, current := range []*domainxml.Definition{defined, running} {
		if err := keepFormats(current, plan); err != nil {
			return diff{}, err
		}
	}
	result := diff{before: before, running: running, current: defined.Model()}
	var guest consequence.Guest
	var maximum *int64
	if running != nil {
		result.current = domainxml.LiveModel(running, defined, plan)
		guest, maximum = consequence.Guest{Active: true, Adopted: running.IsAdopted()}, running.Model().VCPU
	}
	if result.after, err = defined.ApplyToText(before, plan, previous); err != nil {
		return diff{}, err
	}
	result.Consequences = consequence.Of(result.current, defined.Model(), plan, previous, maximum, guest)
	return result, nil
}

// changesDefinition reports whether the definition differs.
func (d diff) changesDefinition() bool {
	return d.after != d.before
}

// changes reports whether the definition or the guest differs.
func (d diff) changes() bool {
	return d.changesDefinition() || len(d.Changes) > 0
}
