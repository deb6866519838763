package domain

import (
	"context"
	"fmt"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
)

const (
	// defaultShutdown is how long a guest has for shutting down unless configured.
	defaultShutdown = 300 * time.Second
	// askAgain: a guest that was still booting has not heard the first request.
	askAgain   = 30 * time.Second
	pollPeriod = 500 * time.Millisecond
)

// state is libvirt's state of a domain.
type state libvirt.DomainState

// isOn tells whether a QEMU process exists, whatever the guest does.
func (s state) isOn() bool {
	switch libvirt.DomainState(s) {
	case libvirt.DomainShutoff, libvirt.DomainCrashed, libvirt.DomainNostate:
		return false
	}
	return true
}

// isRunning tells whether the guest makes progress; paused is not running.
func (s state) isRunning() bool {
	return s.isOn() && !s.isHeld()
}

// isHeld tells whether the guest waits for being resumed or woken up.
func (s state) isHeld() bool {
	return libvirt.DomainState(s) == libvirt.DomainPaused || libvirt.DomainState(s) == libvirt.DomainPmsuspended
}

func (m *machine) state() (state, error) {
	value, _, err := m.libvirt.DomainGetState(m.domain, 0)
	return state(value), err
}

// power brings the VM to the wanted power state; nil leaves it as it is. It
// never cuts power: a guest that does not shut down in time is an error.
func (m *machine) power(ctx context.Context, wanted *bool, limit time.Duration) error {
	current, err := m.state()
	if err != nil || wanted == nil {
		return err
	}
	if *wanted {
		return m.start(current)
	}
	if !current.isOn() {
		return nil
	}
	stopped, err := m.shutDown(ctx, limit)
	if err == nil && !stopped {
		err = ignored(limit)
	}
	return err
}

// start makes the guest run from whatever state it is in.
func (m *machine) start(current state) error {
	switch {
	case libvirt.DomainState(current) == libvirt.DomainPaused:
		return m.libvirt.DomainResume(m.domain)
	case libvirt.DomainState(current) == libvirt.DomainPmsuspended:
		return m.libvirt.DomainPmWakeup(m.domain, 0)
	case current.isOn():
		return nil
	}
	_, err := m.libvirt.DomainCreateWithFlags(m.domain, 0)
	return err
}

// shutDown asks the guest to shut down and tells whether it did within the limit.
func (m *machine) shutDown(ctx context.Context, limit time.Duration) (bool, error) {
	deadline := time.Now().Add(limit)
	var asked time.Time
	for time.Now().Before(deadline) {
		current, err := m.state()
		if missing(err) || err == nil && !current.isOn() {
			return true, nil
		}
		if err == nil && time.Since(asked) > askAgain {
			asked = time.Now()
			err = m.ask(current)
		}
		if err != nil {
			return false, err
		}
		if err := pause(ctx); err != nil {
			return false, err
		}
	}
	return false, nil
}

// ask requests the shutdown; a guest that is held could not hear it.
func (m *machine) ask(current state) error {
	if current.isHeld() {
		if err := m.start(current); err != nil {
			return err
		}
	}
	err := m.libvirt.DomainShutdownFlags(m.domain, 0)
	if connection.Is(err, libvirt.ErrOperationInvalid) {
		return nil
	}
	return err
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return fmt.Errorf("interrupted while waiting for the guest; run the same command again to complete it")
	case <-time.After(pollPeriod):
		return nil
	}
}

func ignored(limit time.Duration) error {
	return fmt.Errorf("the guest did not shut down within %d s; its definition and the guest are as they were. Shut it down from inside or raise update.shutdown.timeout, then run the same command again", int(limit.Seconds()))
}

// within is a configured shutdown limit.
func within(configured *shutdown) time.Duration {
	if configured == nil || configured.Timeout == nil {
		return defaultShutdown
	}
	return time.Duration(*configured.Timeout) * time.Second
}
