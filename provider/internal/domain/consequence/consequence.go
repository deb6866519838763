// Package consequence decides what a change of a VM means for its guest.
package consequence

import (
	"slices"

	"quantum-kvm/provider/internal/domain/condition"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
	"quantum-kvm/provider/internal/xmlbind"
)

// Guest is what of a guest decides about its changes.
type Guest struct {
	// Active: it has a process or a saved memory, whether it makes progress or not.
	Active bool `json:"active"`
	// Adopted: it was started by others.
	Adopted bool `json:"adopted"`
	// Start is how it is made to run, as far as it was looked at.
	Start condition.Start `json:"start,omitzero"`
}

// Consequences are those of one update, each attribute named as it is configured.
type Consequences struct {
	Changes []Change
	Guest   Guest
	// Exchanged are disks that stay in their place and become other ones, which the
	// VM did not have until now: a configuration says so of none.
	Exchanged []Change

	// CPUTune, VCPUs and Devices are what is done to the running guest.
	CPUTune bool
	VCPUs   bool
	Devices []DeviceChange

	// has and gets are all disks of the VM now and then, drives left out, by path.
	has, gets map[string]bool
}

// outside are attributes that do not concern the guest, with what their change is.
var outside = map[string]Effect{
	"autostart": Online, "update": None, "destroy": None, "metadata": None,
}

// apart are further attributes that are not compared one by one: the name, which
// makes another VM; whether it runs; and the vCPU counts, which are compared as a pair.
var apart = []string{"name", "uuid", "running", "vcpu", "vcpu_current"}

// Of compares a guest with its wanted definition. Both are complete; compared
// are the attributes that plan manages, and those that previous did. maximum is
// the number of vCPUs that the guest was started for.
func Of(current, wanted, plan model.Domain, previous *model.Domain, maximum *int64, guest Guest) Consequences {
	result := Consequences{Guest: guest, has: sources(current), gets: sources(wanted)}
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
	if !guest.Active {
		result.wait()
	}
	result.sort()
	return result
}

// FromState are the consequences as far as Terraform's state shows them. They name
// every attribute that differs.
func FromState(state, plan model.Domain, guest Guest) Consequences {
	result := Of(state, plan, plan, &state, state.VCPU, guest)
	if !ptr.Equal(state.Running, plan.Running) {
		result.compareRunning(ptr.Deref(plan.Running, true))
	}
	for _, name := range xmlbind.Changed(state, plan) {
		if name == "devices" {
			for _, device := range xmlbind.Changed(ptr.Deref(state.Devices, model.Devices{}), ptr.Deref(plan.Devices, model.Devices{})) {
				result.complete("devices." + device)
			}
			continue
		}
		result.complete(name)
	}
	result.sort()
	return result
}

// complete adds an attribute that differs in its spelling alone, or is no matter
// of the guest's.
func (c *Consequences) complete(name string) {
	if c.names(name) {
		return
	}
	effect, found := outside[name]
	if !found {
		effect = Unchanged
	}
	c.add(Change{Attribute: name, Effect: effect})
}

// compareRunning: a guest that is to be off is shut down, which is no less to it
// than a restart.
func (c *Consequences) compareRunning(wanted bool) {
	change := Change{Attribute: "running", Effect: Online}
	switch {
	case wanted:
		change.Action, change.From = c.Guest.Start.Action, c.Guest.Start.From
	case c.Guest.Active:
		change.Effect = Restart
	}
	c.add(change)
}

func (c *Consequences) compare(current, wanted model.Domain) {
	for _, name := range xmlbind.Changed(current, wanted) {
		_, isOutside := outside[name]
		switch {
		case isOutside || slices.Contains(apart, name):
		case name == "cpu_tune":
			c.CPUTune = true
			c.add(Change{Attribute: name, Effect: Online})
		case name == "devices":
			c.compareDevices(ptr.Deref(current.Devices, model.Devices{}), ptr.Deref(wanted.Devices, model.Devices{}))
		default:
			c.restartOrDefer(Change{Attribute: name}, slices.Contains(deferrable, name))
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
	if !ptr.Equal(current.VCPU, wanted.VCPU) && (name != "vcpu" || want == have) {
		c.add(Change{Attribute: "vcpu", Effect: NextStart})
	}
	switch {
	case want == have:
	case want > have && want <= ptr.Deref(maximum, 0):
		c.VCPUs = true
		c.add(Change{Attribute: name, Effect: Online})
	default:
		c.add(Change{Attribute: name, Effect: Restart})
	}
}

// deferrable are attributes whose change an adopted guest does not need before
// its next start: how its devices are driven, not which it has.
var deferrable = []string{"cpu", "io_threads", "clock", "features"}

// restartOrDefer records a change that needs a restart, unless the guest is
// adopted and the change can be deferred.
func (c *Consequences) restartOrDefer(change Change, canDefer bool) {
	change.Effect = Restart
	if c.Guest.Adopted && canDefer {
		change.Effect = NextStart
	}
	c.add(change)
}

// wait: a guest that is off gets everything when it starts. What is on its disks
// is lost none the less.
func (c *Consequences) wait() {
	c.CPUTune, c.VCPUs, c.Devices = false, false, nil
	for i, change := range c.Changes {
		if change.Effect == Online || change.Effect == Restart {
			c.Changes[i].Effect = NextStart
		}
	}
}
