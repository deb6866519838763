package machine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
)

// Update applies a plan that was reviewed, with what is known of the guest since
// the refresh: what the plan could not announce is refused.
func (m *Machine) Update(ctx context.Context, plan, state model.Domain, guest consequence.Guest) error {
	announced := consequence.FromState(state, plan, guest)
	return m.apply(ctx, plan, &state, func(needed diff) error { return refuseUnannounced(needed, announced) })
}

func refuseUnannounced(needed diff, announced consequence.Consequences) error {
	if restarts := needed.Restarts(); len(restarts) > 0 && len(announced.Restarts()) == 0 {
		return fmt.Errorf("the running guest could take on %s only by a restart, which the plan did not show; nothing was changed. It was started since, or with less room, or was changed since the plan: plan again, and if this stays, shut the guest down from inside and run the same command again", strings.Join(restarts, ", "))
	}
	for _, lost := range needed.Lost() {
		if !slices.Contains(announced.Lost(), lost) {
			return fmt.Errorf("%s, which the plan did not show; what is on the present one would be lost to the guest, so nothing was changed. Plan again and review what the plan says of it", lost.SourceText())
		}
	}
	return nil
}

// apply changes the VM to the plan: online where the running guest can take the
// change, with a restart of the guest where not. What it comes to is asked for first.
func (m *Machine) apply(ctx context.Context, plan model.Domain, previous *model.Domain, refuse func(diff) error) error {
	timeout := updateTimeout(plan)
	needed, err := m.diff(plan, previous)
	if err == nil {
		err = refuse(needed)
	}
	if err != nil {
		return err
	}
	if needed.running == nil && needed.changesDefinition() {
		restored, err := m.restoreManagedSave()
		if err != nil {
			return err
		}
		if restored {
			return m.apply(ctx, plan, previous, refuse)
		}
	}
	if len(needed.Restarts()) > 0 {
		err = m.applyByRestart(ctx, needed, plan, timeout)
	} else {
		err = m.applyOnline(ctx, needed, plan)
	}
	if err != nil {
		return err
	}
	if err := m.setAutostart(plan.Autostart); err != nil {
		return err
	}
	return m.setRunning(ctx, plan.Running, timeout)
}

func updateTimeout(plan model.Domain) time.Duration {
	return shutdownTimeout(ptr.Deref(plan.Update, model.Update{}).Shutdown)
}

// restoreManagedSave starts a guest whose memory is saved on the host: it would
// come back with its old definition, so it must be running to be changed.
func (m *Machine) restoreManagedSave() (bool, error) {
	saved, err := m.libvirt.DomainHasManagedSaveImage(m.domain, 0)
	if err != nil || saved == 0 {
		return false, err
	}
	return true, m.boot()
}

// applyOnline changes the definition and then the running guest; if the guest
// does not take all of it, both are rolled back.
func (m *Machine) applyOnline(ctx context.Context, needed diff, plan model.Domain) error {
	if needed.running != nil {
		if err := needed.running.CheckFreePorts(needed.Attached()); err != nil {
			return err
		}
	}
	if needed.changesDefinition() {
		if err := m.define(needed.after); err != nil {
			return refusedError(err)
		}
	}
	// As libvirt keeps it: with an address for every device.
	defined, _, err := m.definition()
	if err == nil {
		err = runSteps(ctx, m.steps(needed, defined, plan))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the running guest does not take the change, and is as it was: %w", err), m.rollBack(needed))
	}
	return nil
}

// applyByRestart lets the guest shut down and start with the new definition. That
// is validated first, and the old one stays in force until the guest is off.
func (m *Machine) applyByRestart(ctx context.Context, needed diff, plan model.Domain, timeout time.Duration) error {
	if err := m.validate(needed); err != nil {
		return err
	}
	stopped, err := m.shutDown(ctx, timeout)
	if err == nil && !stopped {
		err = timeoutError(timeout)
	}
	if err != nil {
		return err
	}
	if err := m.define(needed.after); err != nil {
		return errors.Join(refusedError(err), m.startAgain())
	}
	if !ptr.Deref(plan.Running, true) {
		return nil
	}
	if err := m.startAgain(); err != nil {
		failed := fmt.Errorf("the guest does not start with the new definition and was started with the old one: %w", err)
		return errors.Join(failed, m.rollBack(needed), m.startAgain())
	}
	return nil
}

// validate has libvirt check the new definition in the only way it offers: by
// defining it. The old one is restored at once.
func (m *Machine) validate(needed diff) error {
	if !needed.changesDefinition() {
		return nil
	}
	if err := m.define(needed.after); err != nil {
		return refusedError(err)
	}
	return m.rollBack(needed)
}

func (m *Machine) rollBack(needed diff) error {
	if !needed.changesDefinition() {
		return nil
	}
	if err := m.define(needed.before); err != nil {
		return fmt.Errorf("the old definition could not be put back: %w", err)
	}
	return nil
}

func (m *Machine) startAgain() error {
	current, err := m.state()
	if err != nil {
		return err
	}
	return m.start(current)
}

func refusedError(err error) error {
	return fmt.Errorf("the new definition was refused, the old one and the guest are as they were: %w", err)
}
