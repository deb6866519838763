package consequence

import (
	"fmt"
	"strings"

	"quantum-kvm/provider/internal/property"
)

// Warning is a plan's diagnostic for a person; both texts are empty when nothing changes.
func (c *Consequences) Warning(name string) (summary, detail string) {
	restarts := "restarts its guest"
	if !c.Guest.Active {
		restarts = "changes its disks"
	}
	if lost := c.Lost(); len(lost) > 0 {
		return fmt.Sprintf("Updating the VM %s %s", name, restarts), lossText(lost) + c.restartText()
	}
	if len(c.With(Restart)) > 0 {
		return fmt.Sprintf("Updating the VM %s %s", name, restarts), c.restartText()
	}
	summary = fmt.Sprintf("Updating the VM %s does not restart its guest", name)
	if online := c.With(Online); len(online) > 0 {
		return summary, fmt.Sprintf("The change of %s is applied at once, whatever the guest does.", property.Names(online))
	}
	if later := c.With(NextStart); len(later) > 0 {
		return summary, fmt.Sprintf("The change of %s takes effect when the guest next starts.", property.Names(later))
	}
	if others := c.With(None, Unchanged); len(others) > 0 {
		return summary, fmt.Sprintf("The change of %s does not concern the guest.", property.Names(others))
	}
	return "", ""
}

func (c *Consequences) restartText() string {
	if !c.Guest.Active {
		return "The guest is off."
	}
	return fmt.Sprintf("For %s the guest is asked to shut down and is started again, unless it runs with these values already because only its definition was changed by hand. If it does not shut down within %s, nothing is changed.", property.Names(c.Restarts()), property.ShutdownTimeout)
}

func lossText(lost []Change) string {
	var texts []string
	for _, disk := range lost {
		texts = append(texts, disk.SourceText())
	}
	return "What is on a disk is lost to the guest: " + strings.Join(texts, "; ") + ". "
}

// SourceText says what becomes of a disk.
func (c Change) SourceText() string {
	from := c.From
	if from == "" {
		from = "a source of another kind"
	}
	if c.To == "" {
		return fmt.Sprintf("the disk %s (%s) is taken away", c.Device, from)
	}
	return fmt.Sprintf("the disk %s is %s and becomes %s", c.Device, from, c.To)
}

// AdoptedWarning names what is deferred for an adopted guest.
func (c *Consequences) AdoptedWarning(name string) (summary, detail string) {
	return fmt.Sprintf("The guest of the VM %s was started by others", name),
		fmt.Sprintf("For %s the guest keeps what it has until it next starts.", property.Names(c.With(NextStart)))
}
