// Package consequence decides what a change of a VM means for its running guest.
package consequence

import (
	"slices"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
	"quantum-kvm/provider/internal/xmlbind"
)

// Consequences are those of one update, each attribute named as it is configured.
type Consequences struct {
	// Restart: the change needs a restart of the guest.
	Restart []string
	// Online: the change is applied to the running guest.
	Online []string
	// Deferred: the change takes effect when the guest next starts; nothing waits for it.
	Deferred []string
	// Adopted: the guest was started by others.
	Adopted bool

	// CPUTune, VCPUs and Devices are what Online consists of.
	CPUTune bool
	VCPUs   bool
	Devices []DeviceChange
}

// unaffected are attributes that do not concern the guest, and the vCPU counts,
// which are compared as a pair.
var unaffected = []string{"name", "uuid", "autostart", "running", "update", "destroy", "metadata", "vcpu", "vcpu_current"}

// Of compares a guest with its wanted definition. Both are complete; compared
// are the attributes that plan manages, and those that previous did. maximum is
// the number of vCPUs that the guest was started for.
func Of(current, wanted, plan model.Domain, previous *model.Domain, maximum *int64, adopted bool) Consequences {
	result := Consequences{Adopted: adopted}
	result.compare(model.Reconcile(plan, current), plan)
	if previous != nil {
		result.compare(
			model.Reconcile(*previous, current).IntersectDevices(*previous),
			model.Reconcile(*previous, wanted).IntersectDevices(*previous),
		)
	}
	if plan.VCPU != nil || previous != nil && previous.VCPU != nil {
		result.compareVCPUs(current, wanted, plan, maximum)
	}
	slices.SortFunc(result.Devices, func(a, b DeviceChange) int { return int(a.Action - b.Action) })
	return result
}

// FromState are the consequences as far as Terraform's state shows them.
func FromState(state, plan model.Domain, adopted bool) Consequences {
	return Of(state, plan, plan, &state, state.VCPU, adopted)
}

func (c *Consequences) compare(current, wanted model.Domain) {
	for _, name := range xmlbind.Changed(current, wanted) {
		switch {
		case slices.Contains(unaffected, name):
		case name == "cpu_tune":
			c.CPUTune = true
			addOnce(&c.Online, name)
		case name == "devices":
			c.compareDevices(ptr.Deref(current.Devices, model.Devices{}), ptr.Deref(wanted.Devices, model.Devices{}))
		default:
			c.restartOrDefer(name, slices.Contains(deferrable, name))
		}
	}
}

// compareVCPUs: a guest can be given vCPUs up to what it was started for. QEMU
// could take them away again only with the guest's consent.
func (c *Consequences) compareVCPUs(current, wanted, plan model.Domain, maximum *int64) {
	name := "vcpu"
	if plan.VCPUCurrent != nil {
		name = "vcpu_current"
	}
	have, want := ptr.Deref(current.OnlineVCPUs(), 1), ptr.Deref(wanted.OnlineVCPUs(), 1)
	switch {
	case want == have && !ptr.Equal(current.VCPU, wanted.VCPU):
		addOnce(&c.Deferred, "vcpu")
	case want == have:
	case want > have && want <= ptr.Deref(maximum, 0):
		c.VCPUs = true
		addOnce(&c.Online, name)
	default:
		addOnce(&c.Restart, name)
	}
}

// deferrable are attributes whose change an adopted guest does not need before
// its next start: how its devices are driven, not which it has.
var deferrable = []string{"cpu", "io_threads", "clock", "features"}

// restartOrDefer records a change that needs a restart, unless the guest is
// adopted and the change can be deferred.
func (c *Consequences) restartOrDefer(name string, canDefer bool) {
	if c.Adopted && canDefer {
		addOnce(&c.Deferred, name)
		return
	}
	addOnce(&c.Restart, name)
}

func addOnce(names *[]string, name string) {
	if !slices.Contains(*names, name) {
		*names = append(*names, name)
	}
}
