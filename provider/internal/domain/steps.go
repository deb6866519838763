package domain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"
)

// removalLimit is how long a guest has for letting go of a device. Guests do
// in a few seconds, unless they do not listen.
const removalLimit = 20 * time.Second

// step is one change of the running guest, and the way back. The definition
// has been changed already.
type step struct {
	do, undo func(ctx context.Context) error
}

// take carries out all of the steps, or none: when one fails, those before it
// are undone in reverse order.
func take(ctx context.Context, steps []step) error {
	for i, next := range steps {
		err := next.do(ctx)
		if err == nil {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			// The way back does not end with the way there.
			if undone := steps[j].undo(context.WithoutCancel(ctx)); undone != nil {
				err = errors.Join(err, fmt.Errorf("and what was done before cannot be undone: %w", undone))
			}
		}
		return err
	}
	return nil
}

// steps for the running guest; defined is the new definition as libvirt keeps it.
func (m *machine) steps(needed change, defined *definition, plan model) []step {
	var steps []step
	if needed.cpuTune {
		steps = append(steps, m.tuneStep(needed.current, plan))
	}
	for _, device := range needed.devices {
		steps = append(steps, m.deviceStep(device, needed.running, defined))
	}
	if needed.vcpus {
		// Last, because a guest that has taken on a vCPU may not give it back.
		steps = append(steps, m.vcpuStep(pointed(needed.current.inUse(), 1), pointed(plan.inUse(), 1)))
	}
	return steps
}

func (m *machine) tuneStep(current, plan model) step {
	return step{
		do:   func(context.Context) error { return m.setCPUTune(plan.CPUTune) },
		undo: func(context.Context) error { return m.setCPUTune(current.CPUTune) },
	}
}

func (m *machine) vcpuStep(have, want int64) step {
	set := func(count int64) error {
		return m.libvirt.DomainSetVcpusFlags(m.domain, uint32(count), uint32(libvirt.DomainVCPULive))
	}
	back := func(context.Context) error { return set(have) }
	return step{
		// libvirt adds them one by one, and may stop half way.
		do: func(ctx context.Context) error {
			if err := set(want); err != nil {
				return errors.Join(err, m.fewerVCPUs(have, back(ctx)))
			}
			return nil
		},
		undo: back,
	}
}

// fewerVCPUs: a count that is back as it was makes its failed setting no error.
func (m *machine) fewerVCPUs(have int64, failed error) error {
	if count, err := m.libvirt.DomainGetVcpusFlags(m.domain, uint32(libvirt.DomainVCPULive)); err == nil && int64(count) == have {
		return nil
	}
	return failed
}

func (m *machine) deviceStep(change deviceChange, running, defined *definition) step {
	switch change.kind {
	case attachNIC:
		wanted := running.pluggable(defined.nicElement(change.key))
		return step{do: m.attaching(wanted), undo: m.detaching(wanted, change.key)}
	case attachDisk:
		wanted := running.pluggable(defined.diskElement(change.key))
		return step{do: m.attaching(wanted), undo: m.detaching(wanted, change.key)}
	case updateNIC:
		existing := running.nicElement(change.key)
		return step{do: m.updating(likeRunning(defined.nicElement(change.key), existing)), undo: m.updating(existing)}
	case changeMedium:
		return step{do: m.updating(defined.diskElement(change.key)), undo: m.updating(running.diskElement(change.key))}
	default:
		existing := running.nicElement(change.key)
		return step{do: m.detaching(existing, change.key), undo: m.attaching(withoutNames(existing))}
	}
}

// likeRunning: libvirt takes an update of a NIC only with the address it is at.
func likeRunning(wanted, existing *etree.Element) *etree.Element {
	result := wanted.Copy()
	for _, name := range []string{"alias", "address"} {
		if old := result.SelectElement(name); old != nil {
			result.RemoveChild(old)
		}
		if is := existing.SelectElement(name); is != nil {
			result.AddChild(is.Copy())
		}
	}
	return result
}

// withoutNames drops what libvirt names anew whenever a device comes.
func withoutNames(device *etree.Element) *etree.Element {
	result := device.Copy()
	for _, name := range []string{"alias", "target"} {
		if element := result.SelectElement(name); element != nil {
			result.RemoveChild(element)
		}
	}
	return result
}

func (m *machine) attaching(device *etree.Element) func(context.Context) error {
	return func(context.Context) error {
		text, err := xmlOf(device)
		if err != nil {
			return err
		}
		return m.libvirt.DomainAttachDeviceFlags(m.domain, text, uint32(libvirt.DomainAffectLive))
	}
}

func (m *machine) updating(device *etree.Element) func(context.Context) error {
	return func(context.Context) error {
		text, err := xmlOf(device)
		if err != nil {
			return err
		}
		return m.libvirt.DomainUpdateDeviceFlags(m.domain, text, libvirt.DomainDeviceModifyLive)
	}
}

// detaching asks the guest to let go of the device and waits until it has.
func (m *machine) detaching(device *etree.Element, key string) func(context.Context) error {
	return func(ctx context.Context) error {
		text, err := xmlOf(device)
		if err != nil {
			return err
		}
		if err := m.libvirt.DomainDetachDeviceFlags(m.domain, text, uint32(libvirt.DomainAffectLive)); err != nil {
			return err
		}
		for deadline := time.Now().Add(removalLimit); time.Now().Before(deadline); {
			running, err := m.live()
			if err != nil || running == nil || running.nicElement(key) == nil && running.diskElement(key) == nil {
				return err
			}
			if err := pause(ctx); err != nil {
				return err
			}
		}
		return fmt.Errorf("the guest did not let go of the device %s within %d s; if it does so later, the next plan shows it", key, int(removalLimit.Seconds()))
	}
}
