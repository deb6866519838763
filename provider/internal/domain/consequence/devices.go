package consequence

import (
	"reflect"
	"slices"

	"quantum-kvm/provider/internal/domain/model"
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
			addOnce(&c.Deferred, "devices.controllers")
		case "disks":
			c.compareDisks(current.Disks, wanted.Disks)
		case "interfaces":
			c.compareNICs(current.Interfaces, wanted.Interfaces)
		default:
			c.restartOrDefer("devices."+name, true)
		}
	}
}

func (c *Consequences) compareNICs(current, wanted []model.NIC) {
	const name = "devices.interfaces"
	remaining := xmlbind.ByKey(current)
	for _, nic := range wanted {
		existing, found := remaining[nic.Key()]
		delete(remaining, nic.Key())
		reconnected := nic
		reconnected.Source = existing.Source
		switch {
		case nic.Key() == "":
			addOnce(&c.Restart, name)
		case !found:
			c.addDevice(name, AttachNIC, nic.Key())
		case reflect.DeepEqual(nic, existing):
		case c.Adopted && existing.Source == nil:
			addOnce(&c.Deferred, name)
		case nic.Source != nil && reflect.DeepEqual(reconnected, existing):
			c.addDevice(name, UpdateNIC, nic.Key())
		default:
			c.restartOrDefer(name, true)
		}
	}
	for key := range remaining {
		if key == "" {
			addOnce(&c.Restart, name)
		} else {
			c.addDevice(name, DetachNIC, key)
		}
	}
}

// compareDisks leaves detaching a disk to a restart, which lets the guest write
// what it still has for it.
func (c *Consequences) compareDisks(current, wanted []model.Disk) {
	const name = "devices.disks"
	remaining := xmlbind.ByKey(current)
	for _, disk := range wanted {
		existing, found := remaining[disk.Key()]
		delete(remaining, disk.Key())
		reloaded := disk
		reloaded.Source = existing.Source
		switch {
		case !found && disk.IsHotPluggable():
			c.addDevice(name, AttachDisk, disk.Key())
		case !found && disk.IsEmptyDrive():
			addOnce(&c.Deferred, name)
		case found && reflect.DeepEqual(disk, existing):
		case found && disk.IsDrive() && reflect.DeepEqual(reloaded, existing):
			c.addDevice(name, ChangeMedium, disk.Key())
		case !found:
			c.restartOrDefer(name, disk.IsDrive())
		default:
			c.restartOrDefer(name, disk.HasSameSource(existing))
		}
	}
	for _, detached := range remaining {
		c.restartOrDefer(name, detached.IsDrive())
	}
}

func (c *Consequences) addDevice(name string, action DeviceAction, key string) {
	addOnce(&c.Online, name)
	if change := (DeviceChange{action, key}); !slices.Contains(c.Devices, change) {
		c.Devices = append(c.Devices, change)
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
