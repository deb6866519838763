package machine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/condition"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/property"
)

const (
	// defaultShutdownTimeout is how long a guest has for shutting down unless configured.
	defaultShutdownTimeout = 300 * time.Second
	// shutdownRetry: a guest that was still booting has missed the first request.
	shutdownRetry = 30 * time.Second
	pollInterval  = 500 * time.Millisecond
)

// settleTime is how long a guest that was started or resumed is watched: one that
// cannot go on, for a disk that is full or a process that ends, shows it at once.
const (
	settleTime     = time.Second
	settleInterval = 100 * time.Millisecond
)

// isActive reports whether a QEMU process exists, whatever the guest does.
func (m *Machine) isActive() (bool, error) {
	power, kept, err := m.power()
	return kept || !power.IsOff(), err
}

// setRunning starts the VM or shuts it down; nil leaves it as it is. It never
// cuts power: a guest that does not shut down in time is an error.
func (m *Machine) setRunning(ctx context.Context, wanted *bool, timeout time.Duration) error {
	if wanted == nil {
		return nil
	}
	if *wanted {
		return m.start(ctx)
	}
	stopped, err := m.shutDown(ctx, timeout)
	if err == nil && !stopped {
		err = timeoutError(timeout)
	}
	return err
}

// start makes the guest run, from whatever state it is in, and sees that it goes on.
func (m *Machine) start(ctx context.Context) error {
	power, kept, err := m.power()
	if err != nil || power.IsRunning() {
		return err
	}
	if err := (condition.Condition{Power: power, Kept: kept}).CrashError(m.domain.Name); err != nil {
		return err
	}
	if err := m.resumeOrBoot(power); err != nil {
		return err
	}
	return m.settle(ctx)
}

func (m *Machine) resumeOrBoot(power condition.Power) error {
	switch power.State {
	case condition.Paused:
		return m.libvirt.DomainResume(m.domain)
	case condition.PMSuspended:
		return m.libvirt.DomainPmWakeup(m.domain, 0)
	default:
		return m.boot()
	}
}

// settle returns an error if the guest, which was just let run, does not go on.
func (m *Machine) settle(ctx context.Context) error {
	for end := time.Now().Add(settleTime); time.Now().Before(end); {
		power, _, err := m.power()
		if err != nil {
			return err
		}
		if !power.IsRunning() && !power.IsPassing() {
			return m.stoppedError(power)
		}
		if err := sleep(ctx, settleInterval); err != nil {
			return err
		}
	}
	return nil
}

// stoppedError is about a guest that was let run and did not go on.
func (m *Machine) stoppedError(power condition.Power) error {
	switch {
	case power.IsIOError():
		return fmt.Errorf("the guest was let run and is paused again: I/O error%s; free space on the file system of its disks, or mend the disk (virsh domblkerror %s, dmesg), then run the same command again, which resumes it", m.diskErrors(), m.domain.Name)
	case power.IsOff():
		return fmt.Errorf("the guest was started and ended at once (%s); QEMU's log on the host (/var/log/libvirt/qemu/%s.log) tells why. Correct that, then run the same command again", power, m.domain.Name)
	default:
		return fmt.Errorf("the guest was let run and is %s; see the host's log (journalctl -u libvirtd) for what stopped it, then run the same command again", power)
	}
}

// shutDown requests the guest to shut down and reports whether it did in time. A
// guest that cannot react is a stuckError, and is not waited for.
func (m *Machine) shutDown(ctx context.Context, timeout time.Duration) (bool, error) {
	deadline := time.Now().Add(timeout)
	var requested time.Time
	for time.Now().Before(deadline) {
		power, kept, err := m.power()
		if IsNotFound(err) || err == nil && power.IsOff() && !kept {
			return true, nil
		}
		if err == nil && time.Since(requested) > shutdownRetry {
			requested = time.Now()
			err = m.requestShutdown(ctx, power)
		} else if err == nil && power.IsSuspended() && !power.IsPassing() {
			err = m.stuck(power)
		}
		if err != nil {
			return false, err
		}
		if err := sleep(ctx, pollInterval); err != nil {
			return false, err
		}
	}
	return false, nil
}

// stuckError is about a guest that cannot react to anything.
type stuckError struct{ reason string }

func (e *stuckError) Error() string {
	return fmt.Sprintf("the guest cannot shut down: it is %s; nothing was changed. Mend that, or cut its power (virsh destroy), then run the same command again", e.reason)
}

func (m *Machine) stuck(power condition.Power) error {
	if power.IsIOError() {
		return &stuckError{power.String() + m.diskErrors()}
	}
	return &stuckError{power.String()}
}

// requestShutdown lets a suspended guest run first, which would not react.
func (m *Machine) requestShutdown(ctx context.Context, power condition.Power) error {
	if power.HasCrashed() {
		return m.stuck(power)
	}
	if power.IsSuspended() {
		if m.resumeOrBoot(power) != nil || m.settle(ctx) != nil {
			return m.stuckNow(power)
		}
	}
	err := m.libvirt.DomainShutdownFlags(m.domain, 0)
	if connection.Is(err, libvirt.ErrOperationInvalid) {
		return nil
	}
	return err
}

// stuckNow is about a guest that was let run in vain; it may have ended by that.
func (m *Machine) stuckNow(before condition.Power) error {
	power, _, err := m.power()
	if err != nil {
		power = before
	}
	if power.IsRunning() || power.IsOff() {
		return nil
	}
	return m.stuck(power)
}

func sleep(ctx context.Context, interval time.Duration) error {
	select {
	case <-ctx.Done():
		return errors.New("interrupted while waiting for the guest; run the same command again to complete it")
	case <-time.After(interval):
		return nil
	}
}

func timeoutError(timeout time.Duration) error {
	return fmt.Errorf("the guest did not shut down within %d s; its definition and the guest are as they were. Shut it down from inside or raise %s, then run the same command again; to have its power cut instead, add --cut-power to quantum-kvm deploy", int(timeout.Seconds()), property.ShutdownTimeout)
}

// shutdownTimeout is the configured one, or the default.
func shutdownTimeout(configured *model.Shutdown) time.Duration {
	if configured == nil || configured.Timeout == nil {
		return defaultShutdownTimeout
	}
	return time.Duration(*configured.Timeout) * time.Second
}
