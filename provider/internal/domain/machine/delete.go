package machine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/property"
	"quantum-kvm/provider/internal/ptr"
)

// undefineFlags name what libvirt keeps for a VM besides its definition. Without
// them it refuses to undefine one that has any.
const undefineFlags = libvirt.DomainUndefineManagedSave | libvirt.DomainUndefineSnapshotsMetadata | libvirt.DomainUndefineCheckpointsMetadata | libvirt.DomainUndefineNvram

// Deletion is what became of a VM besides its being gone.
type Deletion struct {
	// PowerCut says why the guest's power was cut; empty if it shut down.
	PowerCut string
	// Lost is what libvirt kept for the VM and was removed with it.
	Lost []string
}

// Delete stops and undefines the VM; its disks are resources of their own. It
// refuses while a job works on the VM, or its disks may have another use: see
// [condition.Condition.RemovalRefusal].
func (m *Machine) Delete(ctx context.Context, how *model.Destroy) (Deletion, error) {
	c, err := m.observe()
	if err == nil {
		err = c.RemovalRefusal(m.domain.Name)
	}
	if IsNotFound(err) {
		return Deletion{}, nil
	}
	if err != nil {
		return Deletion{}, err
	}
	cut, err := m.stop(ctx, ptr.Deref(how, model.Destroy{}))
	if err != nil {
		return Deletion{}, err
	}
	err = m.libvirt.DomainUndefineFlags(m.domain, undefineFlags)
	switch {
	case IsNotFound(err):
		return Deletion{PowerCut: cut}, nil
	case err != nil:
		return Deletion{PowerCut: cut}, err
	}
	return Deletion{PowerCut: cut, Lost: c.Lost()}, nil
}

func (m *Machine) stop(ctx context.Context, how model.Destroy) (string, error) {
	active, err := m.isActive()
	if IsNotFound(err) || err == nil && !active {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if !ptr.Deref(how.Graceful, false) {
		return "", m.powerOff()
	}
	timeout := shutdownTimeout(how.Shutdown)
	stopped, err := m.shutDown(ctx, timeout)
	var stuck *stuckError
	switch {
	case errors.As(err, &stuck):
		return stuckWarning(stuck), m.powerOff()
	case err != nil || stopped:
		return "", err
	default:
		return powerCutWarning(timeout), m.powerOff()
	}
}

func (m *Machine) powerOff() error {
	err := m.libvirt.DomainDestroyFlags(m.domain, 0)
	if IsNotFound(err) || connection.Is(err, libvirt.ErrOperationInvalid) {
		return nil
	}
	return err
}

func stuckWarning(stuck *stuckError) string {
	return fmt.Sprintf("The guest could not shut down, as it is %s, so its power was cut at once. What it had not written to its disks is lost.", stuck.reason)
}

func powerCutWarning(timeout time.Duration) string {
	return fmt.Sprintf("The guest did not shut down within the %d s of %[2]s, so its power was cut. What it had not written to its disks is lost. To give another guest more time, raise %[2]s and deploy that before the guest is removed.", int(timeout.Seconds()), property.ShutdownTimeout)
}
