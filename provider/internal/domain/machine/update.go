package machine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"quantum-kvm/provider/internal/domain/condition"
	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/property"
	"quantum-kvm/provider/internal/ptr"
)

// Update applies a plan that was reviewed: what the plan could not announce is
// refused. planned is what the plan knew of the VM.
func (m *Machine) Update(ctx context.Context, plan, state model.Domain, planned Observed) error {
	found, err := m.ready(plan)
	if err != nil {
		return err
	}
	needed, err := m.diff(plan, &state)
	if err != nil {
		return err
	}
	if found.Saved && needed.changes() && !planned.HasGuest() {
		return errors.New("the memory of the guest was saved (virsh managedsave) since the plan, which did not show that it is resumed for the change; nothing was changed. Plan again")
	}
	if found.Saved {
		if needed, err = m.resumeSaved(ctx, needed, plan, &state); err != nil {
			return err
		}
	}
	if err := refuseUnannounced(needed, consequence.FromState(state, plan, planned.Guest())); err != nil {
		return err
	}
	return m.change(ctx, needed, plan)
}

func refuseUnannounced(needed diff, announced consequence.Consequences) error {
	if restarts := needed.Restarts(); len(restarts) > 0 && len(announced.Restarts()) == 0 {
		return fmt.Errorf("the running guest could take on %s only by a restart, which the plan did not show; nothing was changed. It was started since, or with less room, or was changed since the plan: plan again, and if this stays, shut the guest down from inside and run the same command again", property.Names(restarts))
	}
	for _, lost := range needed.Lost() {
		if !slices.Contains(announced.Lost(), lost) {
			return fmt.Errorf("%s, which the plan did not show; what is on the present one would be lost to the guest, so nothing was changed. Plan again and review what the plan says of it", lost.SourceText())
		}
	}
	return nil
}

// apply changes the VM to the plan, whatever the guest is in, unless what it needs is refused.
func (m *Machine) apply(ctx context.Context, plan model.Domain, previous *model.Domain, refuse func(diff) error) error {
	found, err := m.ready(plan)
	if err != nil {
		return err
	}
	needed, err := m.diff(plan, previous)
	if err == nil && found.Saved {
		needed, err = m.resumeSaved(ctx, needed, plan, previous)
	}
	if err == nil {
		err = refuse(needed)
	}
	if err != nil {
		return err
	}
	return m.change(ctx, needed, plan)
}

// ready returns an error if the VM is in something that it must not be changed in.
// A guest that runs without a definition gets one again: what it runs with.
func (m *Machine) ready(plan model.Domain) (condition.Condition, error) {
	found, err := m.observe()
	if err == nil {
		err = errors.Join(found.MovedDisks(m.domain.Name, WantedDisks(plan)), found.Refusal(m.domain.Name))
	}
	if err != nil || !found.Transient {
		return found, err
	}
	_, text, err := m.definition()
	if err == nil {
		err = m.define(text)
	}
	return found, err
}

// WantedDisks are the disks of a plan by their targets.
func WantedDisks(plan model.Domain) map[string]condition.Wanted {
	wanted := map[string]condition.Wanted{}
	for _, disk := range ptr.Deref(plan.Devices, model.Devices{}).Disks {
		inFile := disk.Source != nil && disk.Source.File != nil
		wanted[disk.Key()] = condition.Wanted{Path: disk.Path(), InFile: inFile}
	}
	return wanted
}

// resumeSaved resumes a guest whose memory is saved on the host, where it must run to
// be changed: it would come back as it was saved. It returns what is needed then.
func (m *Machine) resumeSaved(ctx context.Context, needed diff, plan model.Domain, previous *model.Domain) (diff, error) {
	if !needed.changes() {
		return needed, nil
	}
	if err := m.start(ctx); err != nil {
		return diff{}, err
	}
	return m.diff(plan, previous)
}

// change brings the VM to the plan: online where the running guest can take the
// change, with a restart of the guest where not.
func (m *Machine) change(ctx context.Context, needed diff, plan model.Domain) error {
	timeout := updateTimeout(plan)
	var err error
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
	if err := m.requireNoJob(); err != nil {
		return err
	}
	if err := m.validate(needed); err != nil {
		return err
	}
	if err := m.stopToRestart(ctx, timeout); err != nil {
		return err
	}
	if err := m.define(needed.after); err != nil {
		return errors.Join(refusedError(err), m.start(ctx))
	}
	if !ptr.Deref(plan.Running, true) {
		return nil
	}
	if err := m.start(ctx); err != nil {
		failed := fmt.Errorf("the guest does not start with the new definition and was started with the old one: %w", err)
		return errors.Join(failed, m.rollBack(needed), m.start(ctx))
	}
	return nil
}

// stopToRestart lets the guest shut down; its power is cut only where that was asked for.
func (m *Machine) stopToRestart(ctx context.Context, timeout time.Duration) error {
	stopped, err := m.shutDown(ctx, timeout)
	var stuck *stuckError
	switch {
	case m.MayCutPower && errors.As(err, &stuck):
		m.PowerCut = stuckWarning(stuck)
	case err != nil || stopped:
		return err
	case m.MayCutPower:
		m.PowerCut = fmt.Sprintf("The guest did not shut down within the %d s of %s, so its power was cut, as was asked for. What it had not written to its disks is lost.", int(timeout.Seconds()), property.ShutdownTimeout)
	default:
		return timeoutError(timeout)
	}
	return m.powerOff()
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

// requireNoJob returns an error while something works on the VM that its shutdown
// would end.
func (m *Machine) requireNoJob() error {
	found, err := m.observe()
	if err != nil {
		return err
	}
	return found.JobError(m.domain.Name)
}

func refusedError(err error) error {
	return fmt.Errorf("the new definition was refused, the old one and the guest are as they were: %w", err)
}
