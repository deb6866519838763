package condition

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Wanted is a disk that the VM is to have.
type Wanted struct {
	// Path is empty where it is not known before the apply.
	Path string
	// InFile: it is an image file and no device. What is configured never gives a VM
	// another one in the same place.
	InFile bool
}

// MovedDisks is an error when the VM has, in place of what it is to have, an
// overlay of it, or another file: to take that from it would lose what the guest
// wrote since. wanted is by target; a disk that is not among them is given up.
func (c Condition) MovedDisks(name string, wanted map[string]Wanted) error {
	var overlays []overlay
	var others []error
	for _, disk := range c.Disks {
		want, found := wanted[disk.Target]
		switch {
		case found && path.Clean(want.Path) == path.Clean(disk.Path):
		case found && disk.depth(want.Path) >= 0:
			overlays = append(overlays, overlay{disk, want.Path})
		case len(disk.Below) > 0:
			overlays = append(overlays, overlay{disk, disk.Below[len(disk.Below)-1]})
		case found && want.InFile && want.Path != "":
			others = append(others, c.otherFileError(name, disk, want.Path))
		}
	}
	if len(overlays) > 0 {
		others = append(others, c.overlayError(name, overlays))
	}
	return errors.Join(others...)
}

// Overlays is an error when a disk of the VM is an overlay: to go on without it is
// to go on without what the guest wrote since.
func (c Condition) Overlays(name string) error {
	return c.MovedDisks(name, nil)
}

// overlay is a disk and the file or device that its overlays are to be put into.
type overlay struct {
	Disk
	base string
}

// depth is how many overlays there are between the disk and the path; -1 if it is not below.
func (d Disk) depth(base string) int {
	return slices.IndexFunc(d.Below, func(below string) bool { return path.Clean(below) == path.Clean(base) })
}

func (c Condition) otherFileError(name string, disk Disk, wanted string) error {
	edit := "virsh edit"
	if c.Saved {
		edit = "virsh managedsave-edit"
	}
	return fmt.Errorf("the disk %s is %s and not %s: somebody gave the VM that one, which alone has what the guest wrote since; nothing was changed. Put its contents into %[3]s while the VM is off (qemu-img convert -O qcow2), make that the disk again (%[4]s %[5]s), then repeat the command", disk.Target, word(disk.Path), word(wanted), edit, name)
}

// overlayError begins with the cure: a table shows no more than the first sentences.
func (c Condition) overlayError(name string, overlays []overlay) error {
	var what, left []string
	for _, overlay := range overlays {
		what = append(what, fmt.Sprintf("the disk %s is an overlay over %s", overlay.Target, word(path.Base(overlay.base))))
		left = append(left, word(overlay.Path))
		for _, below := range overlay.Below[:max(0, overlay.depth(overlay.base))] {
			left = append(left, word(below))
		}
	}
	return fmt.Errorf("%s (external snapshot). On the host: %s; then repeat the command. Nothing was changed: what the guest wrote since is in the overlay alone. What is then left of %s was not made from here and can be removed",
		strings.Join(what, ", "), c.commitCommand(name, overlays), strings.Join(left, ", "))
}

// commitCommand puts the overlays into what is below them, and forgets their
// snapshots. libvirt needs the guest's process for that: a VM that is off gets one
// that is not let run.
func (c Condition) commitCommand(name string, overlays []overlay) string {
	var commands []string
	for _, overlay := range overlays {
		// Without a base, down to the last.
		base := ""
		if overlay.depth(overlay.base) < len(overlay.Below)-1 {
			base = " --base " + word(overlay.base)
		}
		commands = append(commands, fmt.Sprintf("virsh blockcommit %s %s%s --active --pivot --wait", word(name), word(overlay.Target), base))
	}
	switch {
	case c.Saved:
		commands = append([]string{"virsh start " + word(name)}, commands...)
	case c.IsOff() && !c.Kept:
		commands = append([]string{"virsh start --paused " + word(name)}, commands...)
		commands = append(commands, "virsh destroy "+word(name))
	}
	for _, snapshot := range c.Snapshots {
		commands = append(commands, fmt.Sprintf("virsh snapshot-delete %s %s --metadata", word(name), word(snapshot)))
	}
	return strings.Join(commands, " && ")
}

// plainWord is what can stand in a command that a person copies: names and paths
// are the host's word.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9/._+=:@,][A-Za-z0-9/._+=:@,-]*$`)

func word(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return fmt.Sprintf("%q", text)
}
