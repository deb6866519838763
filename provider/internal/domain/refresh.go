package domain

import (
	"reflect"

	"quantum-kvm/provider/internal/unit"
	"quantum-kvm/provider/internal/xmlbind"
)

// seenAs returns what the host has in the spelling of prior; attributes that
// prior does not have are not managed and stay away.
func (m model) seenAs(prior model) model {
	seen := m.inUnitOf(prior).inCountsOf(prior)
	result := xmlbind.Reconcile(prior, seen)
	if prior.Memory != nil {
		result.Memory, result.MemoryUnit = seen.Memory, seen.MemoryUnit
	}
	return result
}

// inUnitOf gives the memory in prior's unit, if that holds it as a whole number.
func (m model) inUnitOf(prior model) model {
	if prior.Memory == nil || m.Memory == nil {
		return m
	}
	size, _ := m.memoryBytes()
	configured, err := prior.memoryBytes()
	if err == nil && sameMemory(configured, size) {
		m.Memory, m.MemoryUnit = prior.Memory, prior.MemoryUnit
		return m
	}
	one, err := unit.Bytes(1, pointed(prior.MemoryUnit, kib))
	if err == nil && size%one == 0 {
		size /= one
		m.Memory, m.MemoryUnit = &size, prior.MemoryUnit
	}
	return m
}

// inCountsOf: where only vcpu is managed, it is the number in use.
func (m model) inCountsOf(prior model) model {
	if prior.VCPUCurrent == nil {
		m.VCPU = m.inUse()
	} else {
		m.VCPUCurrent = m.inUse()
	}
	return m
}

// inUse is how many vCPUs the guest has, of those that there is room for.
func (m model) inUse() *int64 {
	if m.VCPUCurrent != nil {
		return m.VCPUCurrent
	}
	return m.VCPU
}

// whicheverDiffers takes every attribute from the definition where that
// differs from prior, else from the running guest.
func whicheverDiffers(prior, defined, live model) model {
	result := defined
	priors, lives := reflect.ValueOf(prior), reflect.ValueOf(live)
	fields := reflect.ValueOf(&result).Elem()
	for i := range fields.NumField() {
		if reflect.DeepEqual(fields.Field(i).Interface(), priors.Field(i).Interface()) {
			fields.Field(i).Set(lives.Field(i))
		}
	}
	return result
}

// differ compares optional attributes.
func differ[T comparable](one, other *T) bool {
	return (one == nil) != (other == nil) || one != nil && *one != *other
}

// pointed is the value of an optional attribute.
func pointed[T any](value *T, fallback T) T {
	if value == nil {
		return fallback
	}
	return *value
}
