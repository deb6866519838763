package domain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// update is bring for a plan that was reviewed: a restart that it could not
// announce is refused.
func (m *machine) update(ctx context.Context, plan, state model) error {
	needed, err := m.changeTo(plan, &state)
	if err != nil {
		return err
	}
	if len(needed.restart) > 0 && len(foreseen(state, plan, needed.adopted).restart) == 0 {
		return fmt.Errorf("the running guest could take on %s only by a restart, which the plan did not show; nothing was changed. It was started with less room, or was changed since the plan: plan again, and if this stays, shut the guest down from inside and run the same command again", strings.Join(needed.restart, ", "))
	}
	return m.bring(ctx, plan, &state)
}

// bring makes the VM what plan says: at once where the guest can take it on
// running, with a restart of the guest where not.
func (m *machine) bring(ctx context.Context, plan model, previous *model) error {
	limit := updateLimit(plan)
	needed, err := m.changeTo(plan, previous)
	if err != nil {
		return err
	}
	if needed.running == nil && needed.after != needed.before {
		resumed, err := m.resumeSaved()
		if err != nil {
			return err
		}
		if resumed {
			return m.bring(ctx, plan, previous)
		}
	}
	if len(needed.restart) > 0 {
		err = m.restart(ctx, needed, plan, limit)
	} else {
		err = m.apply(ctx, needed, plan)
	}
	if err != nil {
		return err
	}
	if err := m.setAutostart(plan.Autostart); err != nil {
		return err
	}
	return m.power(ctx, plan.Running, limit)
}

func updateLimit(plan model) time.Duration {
	if plan.Update == nil {
		return defaultShutdown
	}
	return within(plan.Update.Shutdown)
}

// resumeSaved starts a guest whose memory is saved on the host: it would come
// back with its old definition, so it must be up to be changed.
func (m *machine) resumeSaved() (bool, error) {
	saved, err := m.libvirt.DomainHasManagedSaveImage(m.domain, 0)
	if err != nil || saved == 0 {
		return false, err
	}
	_, err = m.libvirt.DomainCreateWithFlags(m.domain, 0)
	return true, err
}

// apply changes the definition and then the running guest; if the guest does
// not take all of it, both go back.
func (m *machine) apply(ctx context.Context, needed change, plan model) error {
	if needed.running != nil {
		if err := needed.running.roomFor(needed.devices); err != nil {
			return err
		}
	}
	if needed.after != needed.before {
		if err := m.define(needed.after); err != nil {
			return refused(err)
		}
	}
	// As libvirt keeps it: with an address for every device.
	defined, _, err := m.definition()
	if err == nil {
		err = take(ctx, m.steps(needed, defined, plan))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the running guest does not take the change, and is as it was: %w", err), m.goBack(needed))
	}
	return nil
}

// restart lets the guest shut down and start with the new definition. That is
// validated first, and the old one stays in force until the guest is off.
func (m *machine) restart(ctx context.Context, needed change, plan model, limit time.Duration) error {
	if err := m.validate(needed); err != nil {
		return err
	}
	stopped, err := m.shutDown(ctx, limit)
	if err == nil && !stopped {
		err = ignored(limit)
	}
	if err != nil {
		return err
	}
	if err := m.define(needed.after); err != nil {
		return errors.Join(refused(err), m.startAgain())
	}
	if !pointed(plan.Running, true) {
		return nil
	}
	if err := m.startAgain(); err != nil {
		failed := fmt.Errorf("the guest does not start with the new definition and was started with the old one: %w", err)
		return errors.Join(failed, m.goBack(needed), m.startAgain())
	}
	return nil
}

// validate has libvirt check the new definition the only way it offers: by
// taking it. The old one is back at once.
func (m *machine) validate(needed change) error {
	if needed.after == needed.before {
		return nil
	}
	if err := m.define(needed.after); err != nil {
		return refused(err)
	}
	return m.goBack(needed)
}

func (m *machine) goBack(needed change) error {
	if needed.after == needed.before {
		return nil
	}
	if err := m.define(needed.before); err != nil {
		return fmt.Errorf("the old definition could not be put back: %w", err)
	}
	return nil
}

func (m *machine) startAgain() error {
	current, err := m.state()
	if err != nil {
		return err
	}
	return m.start(current)
}

func refused(err error) error {
	return fmt.Errorf("the new definition was refused, the old one and the guest are as they were: %w", err)
}
