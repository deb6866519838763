package condition

// Power is libvirt's state of a domain and the reason of it, by their numbers
// (virDomainState and the enumerations of its reasons, libvirt-domain.h).
type Power struct {
	State  int32 `json:"state"`
	Reason int32 `json:"reason"`
}

// The states.
const (
	Running     = 1
	Blocked     = 2
	Paused      = 3
	Shutdown    = 4
	Shutoff     = 5
	Crashed     = 6
	PMSuspended = 7
)

// Reasons of a pause.
const (
	pausedIOError = 5
	pausedCrashed = 10
)

// passing are the reasons of a pause for work that somebody else has begun: a
// migration, a save, a dump, a shutdown, a snapshot, a start.
var passing = map[int32]bool{2: true, 3: true, 4: true, 8: true, 9: true, 11: true, 12: true, 13: true}

// migrating are those of them whose guest may run on another host.
var migrating = map[int32]bool{2: true, 12: true, 13: true}

// states are libvirt's states and their reasons, the first for an unknown one. The
// same stand in lib/machine/power-state.ts; a test holds both to one file.
var states = map[int32]struct {
	word    string
	reasons []string
}{
	0:           {"no state", nil},
	Running:     {"running", nil},
	Blocked:     {"running", nil},
	Paused:      {"paused", []string{"", "by a user", "migration", "being saved", "being dumped", "I/O error", "watchdog", "restored from a snapshot", "shutting down", "a snapshot is being made", "its guest crashed", "starting up", "post-copy migration", "post-copy migration failed", "failed call of libvirt"}},
	Shutdown:    {"shutting down", nil},
	Shutoff:     {"off", []string{"", "shut down", "power cut", "QEMU crashed", "migrated", "saved", "failed to start", "restored from a snapshot", "libvirt restarted"}},
	Crashed:     {"crashed", []string{"", "its guest panicked"}},
	PMSuspended: {"suspended by its guest", nil},
}

// String is the state with its reason as an operator reads it: "paused: I/O error".
func (p Power) String() string {
	state, found := states[p.State]
	if !found {
		return "in an unknown state"
	}
	if p.Reason > 0 && int(p.Reason) < len(state.reasons) {
		return state.word + ": " + state.reasons[p.Reason]
	}
	return state.word
}

// IsRunning reports whether the guest makes progress.
func (p Power) IsRunning() bool {
	return p.State == Running || p.State == Blocked || p.State == Shutdown
}

// IsOff reports whether there is no guest. A crashed one may have been kept.
func (p Power) IsOff() bool {
	return p.State == Shutoff || p.State == Crashed || p.State == 0
}

// IsSuspended reports whether the guest must be resumed or woken up to go on.
func (p Power) IsSuspended() bool {
	return p.State == Paused || p.State == PMSuspended
}

// IsPassing reports whether the guest is paused for work that libvirt is about.
func (p Power) IsPassing() bool {
	return p.State == Paused && passing[p.Reason]
}

// IsMigrating reports whether the guest is paused because it goes to another host.
func (p Power) IsMigrating() bool {
	return p.State == Paused && migrating[p.Reason]
}

// IsIOError reports whether the guest was stopped because a disk failed.
func (p Power) IsIOError() bool {
	return p == Power{Paused, pausedIOError}
}

// HasCrashed reports whether the guest has come to its end without being off.
func (p Power) HasCrashed() bool {
	return p.State == Crashed || p == Power{Paused, pausedCrashed}
}
