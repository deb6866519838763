package domain

import (
	"context"
	"fmt"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
)

// remainders are what libvirt keeps for a VM besides its definition. Without
// them being named it refuses to undefine one that has any.
const remainders = libvirt.DomainUndefineManagedSave | libvirt.DomainUndefineSnapshotsMetadata | libvirt.DomainUndefineNvram

// remove stops and undefines the VM; its disks are resources of their own.
// The returned warning, if not empty, tells that power was cut.
func (m *machine) remove(ctx context.Context, how *destroy) (string, error) {
	warning, err := m.stop(ctx, pointed(how, destroy{}))
	if err != nil {
		return "", err
	}
	err = m.libvirt.DomainUndefineFlags(m.domain, remainders)
	if missing(err) {
		err = nil
	}
	return warning, err
}

func (m *machine) stop(ctx context.Context, how destroy) (string, error) {
	current, err := m.state()
	if missing(err) || err == nil && !current.isOn() {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if !pointed(how.Graceful, false) {
		return "", m.powerOff()
	}
	limit := within(how.Shutdown)
	stopped, err := m.shutDown(ctx, limit)
	if err != nil || stopped {
		return "", err
	}
	return cut(limit), m.powerOff()
}

func (m *machine) powerOff() error {
	err := m.libvirt.DomainDestroyFlags(m.domain, 0)
	if missing(err) || connection.Is(err, libvirt.ErrOperationInvalid) {
		return nil
	}
	return err
}

func cut(limit time.Duration) string {
	return fmt.Sprintf("The guest did not shut down within the %d s of destroy.shutdown.timeout, so its power was cut. What it had not written to its disks is lost. To give it more time, raise the timeout before destroying.", int(limit.Seconds()))
}
