package consequence

import (
	"path"
	"reflect"
	"slices"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
	"quantum-kvm/provider/internal/xmlbind"
)

// DeviceChange is the change of one device of a running guest.
type DeviceChange struct {
	Action DeviceAction
	// Key is a disk's target or a NIC's MAC address.
	Key string
}

// DeviceAction is what happens to a device.
type DeviceAction int

// The actions, in the order in which they are carried out. Detaching comes
// first: it needs the guest's consent, and so would detaching what was attached before.
const (
	DetachNIC DeviceAction = iota
	UpdateNIC
	ChangeMedium
	AttachDisk
	AttachNIC
)

func (c *Consequences) compareDevices(current, wanted model.Devices) {
	for _, name := range xmlbind.Changed(current, wanted) {
		switch name {
		case "controllers":
			c.add(Change{Attribute: "devices.controllers", Effect: NextStart})
		case "disks":
			c.compareDisks(current.Disks, wanted.Disks)
		case "interfaces":
			c.compareNICs(current.Interfaces, wanted.Interfaces)
		default:
			c.restartOrDefer(Change{Attribute: "devices." + name}, true)
		}
	}
}

func (c *Consequences) compareNICs(current, wanted []model.NIC) {
	remaining := xmlbind.ByKey(current)
	for _, nic := range wanted {
		existing, found := remaining[nic.Key()]
		delete(remaining, nic.Key())
		reconnected := nic
		reconnected.Source = existing.Source
		change := Change{Attribute: "devices.interfaces", Device: nic.Key(), From: existing.NetworkName(), To: nic.NetworkName()}
		switch {
		case nic.Key() == "":
			c.restartOrDefer(change, false)
		case !found:
			c.takeOnline(change, AttachNIC)
		case reflect.DeepEqual(nic, existing):
		case c.Guest.Adopted && existing.Source == nil:
			c.restartOrDefer(change, true)
		case nic.Source != nil && reflect.DeepEqual(reconnected, existing):
			c.takeOnline(change, UpdateNIC)
		default:
			c.restartOrDefer(change, true)
		}
	}
	for key, nic := range remaining {
		change := Change{Attribute: "devices.interfaces", Device: key, From: nic.NetworkName()}
		if key == "" {
			c.restartOrDefer(change, false)
		} else {
			c.takeOnline(change, DetachNIC)
		}
	}
}

// compareDisks leaves detaching a disk to a restart, which lets the guest write
// what it still has for it. What is on a disk that no longer is one of the VM's is
// lost to the guest.
func (c *Consequences) compareDisks(current, wanted []model.Disk) {
	remaining := xmlbind.ByKey(current)
	for _, disk := range wanted {
		existing, found := remaining[disk.Key()]
		delete(remaining, disk.Key())
		reloaded := disk
		reloaded.Source = existing.Source
		change := Change{Attribute: "devices.disks", Device: disk.Key(), From: existing.Path(), To: disk.Path()}
		switch {
		case !found && disk.IsHotPluggable():
			c.takeOnline(change, AttachDisk)
		case !found && disk.IsEmptyDrive():
			change.Effect = NextStart
			c.add(change)
		case found && reflect.DeepEqual(disk, existing):
		case found && disk.IsDrive() && reflect.DeepEqual(reloaded, existing):
			c.takeOnline(change, ChangeMedium)
		case found && !disk.HasSameSource(existing):
			c.giveUp(existing, change)
		default:
			c.restartOrDefer(change, found || disk.IsDrive())
		}
	}
	for key, detached := range remaining {
		c.giveUp(detached, Change{Attribute: "devices.disks", Device: key, From: detached.Path()})
	}
}

// giveUp records that a disk goes from its place; the VM may have it in another one.
func (c *Consequences) giveUp(disk model.Disk, change Change) {
	if disk.IsDrive() || c.gets[path.Clean(disk.Path())] {
		c.restartOrDefer(change, disk.IsDrive())
		return
	}
	change.Effect = DataLoss
	c.add(change)
	isNew := change.To != "" && !c.has[path.Clean(change.To)]
	if isNew && !slices.Contains(c.Exchanged, change) {
		c.Exchanged = append(c.Exchanged, change)
	}
}

// sources are the files and block devices of a VM's disks.
func sources(vm model.Domain) map[string]bool {
	result := map[string]bool{}
	for _, disk := range ptr.Deref(vm.Devices, model.Devices{}).Disks {
		if disk.Path() != "" && !disk.IsDrive() {
			result[path.Clean(disk.Path())] = true
		}
	}
	return result
}

// takeOnline records what is done to one device of the running guest.
func (c *Consequences) takeOnline(change Change, action DeviceAction) {
	change.Effect = Online
	c.add(change)
	if device := (DeviceChange{action, change.Device}); !slices.Contains(c.Devices, device) {
		c.Devices = append(c.Devices, device)
	}
}

// Attached is how many devices are attached.
func (c *Consequences) Attached() int {
	count := 0
	for _, change := range c.Devices {
		if change.Action == AttachNIC || change.Action == AttachDisk {
			count++
		}
	}
	return count
}
