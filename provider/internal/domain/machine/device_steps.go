package machine

import (
	"context"
	"fmt"
	"time"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/domainxml"
)

// detachTimeout is how long a guest has for releasing a device. A guest that
// reacts at all needs a few seconds.
const detachTimeout = 20 * time.Second

func (m *Machine) deviceStep(change consequence.DeviceChange, running, defined *domainxml.Definition) step {
	key := change.Key
	switch change.Action {
	case consequence.AttachNIC:
		device := running.HotPluggable(defined.NIC(key))
		return step{do: m.attachDevice(device), undo: m.detachDevice(device, key)}
	case consequence.AttachDisk:
		device := running.HotPluggable(defined.Disk(key))
		return step{do: m.attachDisk(device), undo: m.detachDevice(device, key)}
	case consequence.UpdateNIC:
		existing := running.NIC(key)
		return step{do: m.updateDevice(domainxml.AtAddressOf(existing, defined.NIC(key))), undo: m.updateDevice(existing)}
	case consequence.ChangeMedium:
		return step{do: m.changeMedium(defined.Disk(key)), undo: m.updateDevice(running.Disk(key))}
	default:
		existing := running.NIC(key)
		return step{do: m.detachDevice(existing, key), undo: m.attachDevice(domainxml.WithoutAssignedNames(existing))}
	}
}

func (m *Machine) attachDevice(device *etree.Element) func(context.Context) error {
	return func(context.Context) error {
		text, err := domainxml.ElementXML(device)
		if err != nil {
			return err
		}
		return m.libvirt.DomainAttachDeviceFlags(m.domain, text, uint32(libvirt.DomainAffectLive))
	}
}

// changeMedium looks into the medium first.
func (m *Machine) changeMedium(drive *etree.Element) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := requireStandalone(m.libvirt, drive); err != nil {
			return err
		}
		return m.updateDevice(drive)(ctx)
	}
}

// attachDisk looks into the disk first.
func (m *Machine) attachDisk(device *etree.Element) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := requireStandalone(m.libvirt, device); err != nil {
			return err
		}
		return m.attachDevice(device)(ctx)
	}
}

func (m *Machine) updateDevice(device *etree.Element) func(context.Context) error {
	return func(context.Context) error {
		text, err := domainxml.ElementXML(device)
		if err != nil {
			return err
		}
		return m.libvirt.DomainUpdateDeviceFlags(m.domain, text, libvirt.DomainDeviceModifyLive)
	}
}

// detachDevice requests the guest to release the device and waits until it has.
func (m *Machine) detachDevice(device *etree.Element, key string) func(context.Context) error {
	return func(ctx context.Context) error {
		text, err := domainxml.ElementXML(device)
		if err != nil {
			return err
		}
		if err := m.libvirt.DomainDetachDeviceFlags(m.domain, text, uint32(libvirt.DomainAffectLive)); err != nil {
			return err
		}
		for deadline := time.Now().Add(detachTimeout); time.Now().Before(deadline); {
			running, err := m.live()
			if err != nil || running == nil || running.NIC(key) == nil && running.Disk(key) == nil {
				return err
			}
			if err := sleep(ctx, pollInterval); err != nil {
				return err
			}
		}
		return fmt.Errorf("the guest did not let go of the device %s within %d s; if it does so later, the next plan shows it", key, int(detachTimeout.Seconds()))
	}
}
