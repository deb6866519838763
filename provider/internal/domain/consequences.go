package domain

import (
	"reflect"
	"slices"

	"quantum-kvm/provider/internal/xmlbind"
)

// consequences are what it takes to bring a running guest to other values,
// each attribute named as it is configured.
type consequences struct {
	// restart: only a restart of the guest brings them.
	restart []string
	// online: the running guest takes them on.
	online []string
	// later: room that the guest gets when it next starts; nothing waits for it.
	later []string
	// adopted: the guest was started by somebody else.
	adopted bool

	// cpuTune, vcpus and devices are what online consists of.
	cpuTune bool
	vcpus   bool
	devices []deviceChange
}

// deviceChange is what happens to one device of the running guest.
type deviceChange struct {
	kind deviceChangeKind
	// key is a disk's target or a NIC's MAC address.
	key string
}

type deviceChangeKind int

// In the order in which they are carried out. Taking away comes first: it needs
// the guest's consent, and so would taking back what was added before.
const (
	detachNIC deviceChangeKind = iota
	updateNIC
	changeMedium
	attachDisk
	attachNIC
)

// unaffected are attributes that the guest has no part in, and those that are
// compared as a pair.
var unaffected = []string{"name", "uuid", "autostart", "running", "update", "destroy", "vcpu", "vcpu_current"}

// between compares what is with what shall be. Both tell the whole: the values
// that are managed from now on, and those that were until now. room is for how
// many vCPUs the guest was started.
func between(current, wanted, plan model, previous *model, room *int64, adopted bool) consequences {
	result := consequences{adopted: adopted}
	result.add(current.seenAs(plan), plan)
	if previous != nil {
		result.add(current.seenAs(*previous).among(*previous), wanted.seenAs(*previous).among(*previous))
	}
	if plan.VCPU != nil || previous != nil && previous.VCPU != nil {
		result.addVCPUs(current, wanted, plan, room)
	}
	slices.SortFunc(result.devices, func(one, other deviceChange) int { return int(one.kind - other.kind) })
	return result
}

// among leaves the disks and NICs that managed has, which are spelled as there.
func (m model) among(managed model) model {
	if m.Devices == nil || managed.Devices == nil {
		return m
	}
	known := *m.Devices
	known.Disks = sharing(known.Disks, managed.Devices.Disks)
	known.Interfaces = sharing(known.Interfaces, managed.Devices.Interfaces)
	m.Devices = &known
	return m
}

// sharing are the items whose keys others have as well.
func sharing[T xmlbind.Keyed](items, others []T) []T {
	known := keyed(others)
	return slices.DeleteFunc(slices.Clone(items), func(item T) bool {
		_, found := known[item.Key()]
		return !found
	})
}

func (c *consequences) add(current, wanted model) {
	for _, name := range xmlbind.Changed(current, wanted) {
		switch {
		case slices.Contains(unaffected, name):
		case name == "cpu_tune":
			c.cpuTune = true
			note(&c.online, name)
		case name == "devices":
			c.addDevices(pointed(current.Devices, devices{}), pointed(wanted.Devices, devices{}))
		default:
			c.restartFor(name, canWait(name))
		}
	}
}

// addVCPUs: a guest can be given vCPUs up to what it was started for. QEMU
// could take them away again only with the guest's consent.
func (c *consequences) addVCPUs(current, wanted, plan model, room *int64) {
	name := "vcpu"
	if plan.VCPUCurrent != nil {
		name = "vcpu_current"
	}
	have, want := pointed(current.inUse(), 1), pointed(wanted.inUse(), 1)
	switch {
	case want == have && differ(current.VCPU, wanted.VCPU):
		note(&c.later, "vcpu")
	case want == have:
	case want > have && want <= pointed(room, 0):
		c.vcpus = true
		note(&c.online, name)
	default:
		note(&c.restart, name)
	}
}

func (c *consequences) addDevices(current, wanted devices) {
	for _, name := range xmlbind.Changed(current, wanted) {
		switch name {
		case "controllers":
			note(&c.later, "devices.controllers")
		case "disks":
			c.addDisks(current.Disks, wanted.Disks)
		case "interfaces":
			c.addNICs(current.Interfaces, wanted.Interfaces)
		default:
			c.restartFor("devices."+name, true)
		}
	}
}

func (c *consequences) addNICs(current, wanted []nic) {
	const name = "devices.interfaces"
	have := keyed(current)
	for _, card := range wanted {
		existing, found := have[card.Key()]
		delete(have, card.Key())
		moved := card
		moved.Source = existing.Source
		switch {
		case card.Key() == "":
			note(&c.restart, name)
		case !found:
			c.change(name, attachNIC, card.Key())
		case reflect.DeepEqual(card, existing):
		case c.adopted && existing.Source == nil:
			note(&c.later, name)
		case card.Source != nil && reflect.DeepEqual(moved, existing):
			c.change(name, updateNIC, card.Key())
		default:
			c.restartFor(name, true)
		}
	}
	for key := range have {
		if key == "" {
			note(&c.restart, name)
		} else {
			c.change(name, detachNIC, key)
		}
	}
}

// addDisks: taking a disk away is left to a restart, which lets the guest
// finish with it.
func (c *consequences) addDisks(current, wanted []disk) {
	const name = "devices.disks"
	have := keyed(current)
	for _, wantedDisk := range wanted {
		existing, found := have[wantedDisk.Key()]
		delete(have, wantedDisk.Key())
		reloaded := wantedDisk
		reloaded.Source = existing.Source
		switch {
		case !found && wantedDisk.isHotPluggable():
			c.change(name, attachDisk, wantedDisk.Key())
		case !found && wantedDisk.isEmptyDrive():
			note(&c.later, name)
		case found && reflect.DeepEqual(wantedDisk, existing):
		case found && pointed(wantedDisk.Device, "") == "cdrom" && reflect.DeepEqual(reloaded, existing):
			c.change(name, changeMedium, wantedDisk.Key())
		case !found:
			c.restartFor(name, wantedDisk.isDrive())
		default:
			c.restartFor(name, wantedDisk.hasSameSource(existing))
		}
	}
	for _, dropped := range have {
		c.restartFor(name, dropped.isDrive())
	}
}

func (d disk) isHotPluggable() bool {
	return d.Key() != "" && d.Boot == nil && pointed(d.Device, "disk") == "disk" && pointed(d.Target.Bus, "") == "virtio"
}

// isEmptyDrive: a drive without a medium is room for one.
func (d disk) isEmptyDrive() bool {
	return d.Key() != "" && pointed(d.Device, "") == "cdrom" && d.Source == nil
}

func (c *consequences) change(name string, kind deviceChangeKind, key string) {
	note(&c.online, name)
	if change := (deviceChange{kind, key}); !slices.Contains(c.devices, change) {
		c.devices = append(c.devices, change)
	}
}

func note(names *[]string, name string) {
	if !slices.Contains(*names, name) {
		*names = append(*names, name)
	}
}

func keyed[T xmlbind.Keyed](items []T) map[string]T {
	result := map[string]T{}
	for _, item := range items {
		result[item.Key()] = item
	}
	return result
}
