package consequence

import (
	"cmp"
	"slices"

	"quantum-kvm/provider/internal/domain/condition"
)

// Effect is what one change means for the guest.
type Effect string

// The effects, from harmless to worst.
const (
	// None: it is no matter of the guest's.
	None Effect = "none"
	// Unchanged: the guest has it already, in another spelling.
	Unchanged Effect = "unchanged"
	// Online: the running guest takes it.
	Online Effect = "online"
	// NextStart: it takes effect when the guest next starts; nothing waits for it.
	NextStart Effect = "next start"
	// Restart: the guest is asked to shut down, and is started again.
	Restart Effect = "restart"
	// DataLoss: the guest loses the contents of a disk, with a restart if it runs.
	DataLoss Effect = "data loss"
)

var effects = []Effect{None, Unchanged, Online, NextStart, Restart, DataLoss}

// Change is that of one attribute, or of one device of an attribute.
type Change struct {
	// Attribute is its path in the configuration: "memory", "devices.disks".
	Attribute string `json:"attribute"`
	// Device is a disk's target or a NIC's MAC address; empty for an attribute that
	// has no such devices.
	Device string `json:"device,omitempty"`
	// Action is how a VM that does not run is made to, which From is the state of.
	Action condition.StartAction `json:"action,omitempty"`
	// From and To are the disk's file or block device, or the NIC's network.
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Effect Effect `json:"effect"`
}

// add records a change. Of two for the same device the worse one counts.
func (c *Consequences) add(change Change) {
	for i, known := range c.Changes {
		if known.Attribute == change.Attribute && known.Device == change.Device {
			if slices.Index(effects, change.Effect) > slices.Index(effects, known.Effect) {
				c.Changes[i] = change
			}
			return
		}
	}
	c.Changes = append(c.Changes, change)
}

// names reports whether the attribute, or a device of it, is among the changes.
func (c *Consequences) names(attribute string) bool {
	return slices.ContainsFunc(c.Changes, func(change Change) bool { return change.Attribute == attribute })
}

// With names the attributes that have a change with one of the effects.
func (c *Consequences) With(wanted ...Effect) []string {
	var names []string
	for _, change := range c.Changes {
		if slices.Contains(wanted, change.Effect) && !slices.Contains(names, change.Attribute) {
			names = append(names, change.Attribute)
		}
	}
	return names
}

// Restarts names what needs a restart of the guest.
func (c *Consequences) Restarts() []string {
	return c.With(Restart, DataLoss)
}

// Lost are the disks whose contents the guest loses.
func (c *Consequences) Lost() []Change {
	var lost []Change
	for _, change := range c.Changes {
		if change.Effect == DataLoss {
			lost = append(lost, change)
		}
	}
	return lost
}

// sort puts the changes in the order of their names, whatever they were found in.
func (c *Consequences) sort() {
	slices.SortFunc(c.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Attribute, b.Attribute), cmp.Compare(a.Device, b.Device))
	})
	slices.SortFunc(c.Devices, func(a, b DeviceChange) int {
		return cmp.Or(cmp.Compare(a.Action, b.Action), cmp.Compare(a.Key, b.Key))
	})
}
