package volume

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// update brings the host from the state to the plan and returns the new state.
func (p *pool) update(plan, state model) (model, error) {
	if plan.uploaded() && !state.uploaded() {
		return p.verify(plan)
	}
	if plan.uploaded() {
		return plan, nil
	}
	size, err := plan.bytes()
	if err != nil {
		return plan, err
	}
	return plan, p.grow(plan.Name.ValueString(), size)
}

// verify holds an imported volume against the file it is now said to come from.
func (p *pool) verify(plan model) (model, error) {
	file, size, err := plan.source()
	if err != nil {
		return plan, err
	}
	existing, err := p.find(plan.Name.ValueString())
	if err == nil && existing == nil {
		err = fmt.Errorf("the volume is gone from the pool; run the same command again to have it made anew")
	}
	if err != nil {
		return plan, err
	}
	arrived, err := p.arrived(plan, existing, file, size)
	if err == nil && arrived < size {
		err = fmt.Errorf("the volume holds only the first %d of the %d bytes of %s; delete it and run the same command again", arrived, size, file)
	}
	plan.Capacity = types.Int64Value(size)
	return plan, err
}

// refreshed is the state with what the host tells now. What libvirt guesses
// about the content of a raw file is no news: a guest decides what is in it.
func (m model) refreshed(existing definition) model {
	if m.format() == raw {
		m.setBytes(existing.physical)
	} else {
		m.setBytes(existing.capacity)
	}
	if m.format() != raw && canonicalFormat(existing.format) != m.format() {
		m.Target = &target{&format{types.StringValue(existing.format)}}
	}
	return m.at(existing.path)
}
