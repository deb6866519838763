// Package condition is what a VM is in beside its attributes: its state with the
// reason, a saved memory, jobs, snapshots, files between a disk and its volume. It
// decides what these stand in the way of; package machine looks them up.
package condition

import (
	"errors"
	"fmt"
	"strings"
)

// Condition is that of one VM.
type Condition struct {
	Power
	// Kept: the guest has crashed, and its process was kept.
	Kept bool `json:"kept,omitempty"`
	// Saved: the memory of the guest is saved on the host (virsh managedsave).
	Saved bool `json:"saved,omitempty"`
	// Unreadable: libvirt cannot read the saved memory, and does not start the VM.
	Unreadable bool `json:"unreadable,omitempty"`
	// Transient: the guest runs without a definition (virsh undefine).
	Transient bool `json:"transient,omitempty"`
	// Jobs are what works on the VM or a disk of it, as "backup of vda".
	Jobs  []string `json:"jobs,omitempty"`
	Disks []Disk   `json:"disks,omitempty"`
	// Snapshots are the names of those whose changes stand in files of their own.
	Snapshots []string `json:"snapshots,omitempty"`
	// Internal is how many snapshots are inside the disks.
	Internal int `json:"internal,omitempty"`
}

// Disk is one that has a file or a block device.
type Disk struct {
	Target string `json:"target"`
	Path   string `json:"path"`
	// Below are the files that it is an overlay of, the next one first.
	Below []string `json:"below,omitempty"`
}

// HasGuest reports whether there is a guest that a restart would end, whether it
// makes progress or not.
func (c Condition) HasGuest() bool {
	return c.Saved || c.Kept || !c.IsOff()
}

// Start is how the VM is made to run.
type Start struct {
	// Action is empty when it runs.
	Action StartAction `json:"action,omitempty"`
	// From is what the VM is in until then, as an operator reads it.
	From string `json:"from,omitempty"`
}

// StartAction is one of the ways to run.
type StartAction string

// The ways.
const (
	Boot   StartAction = "start"
	Resume StartAction = "resume"
	WakeUp StartAction = "wake up"
	// Restore: the guest goes on from its saved memory.
	Restore StartAction = "restore"
)

// Start is how the VM is made to run from what it is in.
func (c Condition) Start() Start {
	return Start{Action: c.startAction(), From: c.String()}
}

func (c Condition) startAction() StartAction {
	switch {
	case c.IsRunning():
		return ""
	case c.Saved:
		return Restore
	case c.State == PMSuspended:
		return WakeUp
	case c.State == Paused:
		return Resume
	default:
		return Boot
	}
}

// String is the state with its reason, and what else there is of it.
func (c Condition) String() string {
	if c.Saved {
		return "off: its memory is saved"
	}
	return c.Power.String()
}

// JobError is about work that a restart or the removal of the VM would end; nil
// when there is none.
func (c Condition) JobError(name string) error {
	if len(c.Jobs) == 0 {
		return nil
	}
	return fmt.Errorf("the VM %s has a job that this would end: %s; nothing was changed. Let it come to its end (%s), or end it (virsh domjobabort %[1]s; for the job of a disk virsh blockjob %[1]s <disk> --abort), then run the same command again", name, strings.Join(c.Jobs, ", "), followed(name))
}

// PassingError is about a guest that libvirt has paused for something that it is
// about, which lets nothing be changed meanwhile; nil for any other.
func (c Condition) PassingError(name string) error {
	if !c.IsPassing() {
		return nil
	}
	cure := fmt.Sprintf("Let that come to its end (virsh domjobinfo %s), or end it (virsh domjobabort %[1]s)", name)
	if len(c.Jobs) == 0 {
		cure = fmt.Sprintf("If that does not come to an end (virsh domjobinfo %s shows nothing), let it run (virsh resume %[1]s)", name)
		if c.IsMigrating() {
			cure += ", but only if it does not run on the host that it was to be migrated to"
		}
	}
	return fmt.Errorf("the VM %s is %s; nothing was changed. %s, then run the same command again", name, c.Power, cure)
}

func followed(name string) string {
	return fmt.Sprintf("virsh domjobinfo %s, virsh blockjob %[1]s <disk>", name)
}

// CrashError is about a guest that came to its end and was kept; nil for any other.
func (c Condition) CrashError(name string) error {
	if !c.HasCrashed() || c.IsOff() && !c.Kept {
		return nil
	}
	return fmt.Errorf("the guest has crashed and is kept for an examination (%s); it does not run on, so nothing was changed. Take what is needed of it (virsh dump %s), end it (virsh destroy %[2]s), then run the same command again, which starts it", c.Power, name)
}

// Refusal is why what the VM is in lets it not be changed at all; nil: it can be.
func (c Condition) Refusal(name string) error {
	return errors.Join(c.CrashError(name), c.PassingError(name), c.ElsewhereError(name), c.UnreadableError(name))
}

// RemovalRefusal is why the VM cannot be removed; nil: it can be. An overlay would be
// left without its base.
func (c Condition) RemovalRefusal(name string) error {
	return errors.Join(c.JobError(name), c.Overlays(name), c.MigratedError(name))
}

// Lost is what goes with the VM when it is destroyed besides its disks.
func (c Condition) Lost() []string {
	var lost []string
	if c.Saved {
		lost = append(lost, "the saved memory of its guest")
	}
	switch c.Internal {
	case 0:
	case 1:
		lost = append(lost, "1 snapshot inside its disks")
	default:
		lost = append(lost, fmt.Sprintf("%d snapshots inside its disks", c.Internal))
	}
	return lost
}
