package condition

import "fmt"

// Reasons of a VM that is off, whose guest is not at its end.
const (
	offMigrated = 4
	offSaved    = 5
)

// IsMigrated reports whether the guest goes on on another host.
func (p Power) IsMigrated() bool {
	return p == Power{Shutoff, offMigrated}
}

// ElsewhereError is about a VM that is off because its guest is elsewhere: on another
// host, or in a file that libvirt does not know of. Started anew it would run twice, or
// write to the disks that its saved memory relies on. nil for any other.
func (c Condition) ElsewhereError(name string) error {
	switch {
	case c.IsMigrated():
		return fmt.Errorf("the guest of the VM %s was migrated to another host; started here it would run twice, so nothing was changed. Bring it back (virsh migrate, on that host), or, if it does not run there any more, start it here (virsh start %[1]s), then run the same command again", name)
	case c.Power == Power{Shutoff, offSaved} && !c.Saved:
		return fmt.Errorf("the memory of the guest of the VM %s was saved into a file that libvirt does not know of (virsh save), or removed (virsh managedsave-remove); once the VM is started without it, it is of no use any more, so nothing was changed. Resume it (virsh restore <file>), or, if it is not needed, start the VM without it (virsh start %[1]s), then run the same command again", name)
	default:
		return nil
	}
}

// MigratedError is about a VM whose disks may be those of a guest that runs on another
// host; nil for any other.
func (c Condition) MigratedError(name string) error {
	if !c.IsMigrated() {
		return nil
	}
	return fmt.Errorf("the guest of the VM %s was migrated to another host, where it may have the same disks; nothing was changed. Bring it back (virsh migrate, on that host), or, if it has disks of its own there, forget it here (virsh undefine %[1]s), then run the same command again", name)
}

// UnreadableError is about a saved memory that libvirt cannot read; nil for any other.
func (c Condition) UnreadableError(name string) error {
	if !c.Unreadable {
		return nil
	}
	return fmt.Errorf("the saved memory of the guest of the VM %s cannot be read (virsh managedsave-dumpxml %[1]s), and libvirt does not start the VM with it; nothing was changed. Put its file back (/var/lib/libvirt/qemu/save/%[1]s.save), or give it up (virsh managedsave-remove %[1]s and virsh start %[1]s), then run the same command again", name)
}
