package model

import (
	"reflect"

	"quantum-kvm/provider/internal/xmlbind"
)

// Reconcile returns what was observed on the host in the spelling of prior.
// Attributes that are nil in prior are not managed and stay nil.
func Reconcile(prior, observed Domain) Domain {
	observed = observed.inUnitOf(prior).withVCPUsOf(prior)
	result := xmlbind.Reconcile(prior, observed)
	if prior.Memory != nil {
		result.Memory, result.MemoryUnit = observed.Memory, observed.MemoryUnit
	}
	if prior.Metadata != nil && prior.Metadata.Deployment() != observed.Metadata.Deployment() {
		result.Metadata = observed.Metadata
	}
	return result
}

// withVCPUsOf counts vCPUs as prior does: where it has only vcpu, that is the
// number of those online.
func (d Domain) withVCPUsOf(prior Domain) Domain {
	if prior.VCPUCurrent == nil {
		d.VCPU = d.OnlineVCPUs()
	} else {
		d.VCPUCurrent = d.OnlineVCPUs()
	}
	return d
}

// OnlineVCPUs is how many vCPUs the guest has, which may be fewer than the maximum.
func (d Domain) OnlineVCPUs() *int64 {
	if d.VCPUCurrent != nil {
		return d.VCPUCurrent
	}
	return d.VCPU
}

// MergeDrift combines what the definition and the running guest have: of every
// attribute the definition's value where that differs from prior, else the
// guest's.
func MergeDrift(prior, defined, live Domain) Domain {
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

// IntersectDevices drops the disks and NICs that managed does not have.
func (d Domain) IntersectDevices(managed Domain) Domain {
	if d.Devices == nil || managed.Devices == nil {
		return d
	}
	common := *d.Devices
	common.Disks = xmlbind.Intersect(common.Disks, managed.Devices.Disks)
	common.Interfaces = xmlbind.Intersect(common.Interfaces, managed.Devices.Interfaces)
	d.Devices = &common
	return d
}
