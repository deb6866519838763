package machine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/model"
)

const (
	// defaultShutdownTimeout is how long a guest has for shutting down unless configured.
	defaultShutdownTimeout = 300 * time.Second
	// shutdownRetry: a guest that was still booting has missed the first request.
	shutdownRetry = 30 * time.Second
	pollInterval  = 500 * time.Millisecond
)

// powerState is libvirt's state of a domain.
type powerState libvirt.DomainState

// isActive reports whether a QEMU process exists, whatever the guest does.
func (s powerState) isActive() bool {
	switch libvirt.DomainState(s) {
	case libvirt.DomainShutoff, libvirt.DomainCrashed, libvirt.DomainNostate:
		return false
	}
	return true
}

// isRunning reports whether the guest makes progress; paused is not running.
func (s powerState) isRunning() bool {
	return s.isActive() && !s.isSuspended()
}

// isSuspended reports whether the guest must be resumed or woken up to go on.
func (s powerState) isSuspended() bool {
	return libvirt.DomainState(s) == libvirt.DomainPaused || libvirt.DomainState(s) == libvirt.DomainPmsuspended
}

func (m *Machine) state() (powerState, error) {
	value, _, err := m.libvirt.DomainGetState(m.domain, 0)
	return powerState(value), err
}

// setRunning starts the VM or shuts it down; nil leaves it as it is. It never
// cuts power: a guest that does not shut down in time is an error.
func (m *Machine) setRunning(ctx context.Context, wanted *bool, timeout time.Duration) error {
	current, err := m.state()
	if err != nil || wanted == nil {
		return err
	}
	if *wanted {
		return m.start(current)
	}
	if !current.isActive() {
		return nil
	}
	stopped, err := m.shutDown(ctx, timeout)
	if err == nil && !stopped {
		err = timeoutError(timeout)
	}
	return err
}

// start makes the guest run, from whatever state it is in.
func (m *Machine) start(current powerState) error {
	switch {
	case libvirt.DomainState(current) == libvirt.DomainPaused:
		return m.libvirt.DomainResume(m.domain)
	case libvirt.DomainState(current) == libvirt.DomainPmsuspended:
		return m.libvirt.DomainPmWakeup(m.domain, 0)
	case current.isActive():
		return nil
	}
	return m.boot()
}

// shutDown requests the guest to shut down and reports whether it did in time.
func (m *Machine) shutDown(ctx context.Context, timeout time.Duration) (bool, error) {
	deadline := time.Now().Add(timeout)
	var requested time.Time
	for time.Now().Before(deadline) {
		current, err := m.state()
		if IsNotFound(err) || err == nil && !current.isActive() {
			return true, nil
		}
		if err == nil && time.Since(requested) > shutdownRetry {
			requested = time.Now()
			err = m.requestShutdown(current)
		}
		if err != nil {
			return false, err
		}
		if err := sleep(ctx); err != nil {
			return false, err
		}
	}
	return false, nil
}

// requestShutdown resumes a suspended guest first, which would not react.
func (m *Machine) requestShutdown(current powerState) error {
	if current.isSuspended() {
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

func sleep(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return errors.New("interrupted while waiting for the guest; run the same command again to complete it")
	case <-time.After(pollInterval):
		return nil
	}
}

func timeoutError(timeout time.Duration) error {
	return fmt.Errorf("the guest did not shut down within %d s; its definition and the guest are as they were. Shut it down from inside or raise update.shutdown.timeout, then run the same command again", int(timeout.Seconds()))
}

// shutdownTimeout is the configured one, or the default.
func shutdownTimeout(configured *model.Shutdown) time.Duration {
	if configured == nil || configured.Timeout == nil {
		return defaultShutdownTimeout
	}
	return time.Duration(*configured.Timeout) * time.Second
}
