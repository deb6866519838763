package consequence

import (
	"fmt"
	"strings"
)

// Warning is a plan's diagnostic; both texts are empty when the guest is not
// concerned. Programs parse them: the wording is an interface.
func (c *Consequences) Warning(name string) (summary, detail string) {
	switch {
	case len(c.Restart) > 0:
		return fmt.Sprintf("Updating the VM %s restarts its guest", name),
			fmt.Sprintf("For %s the guest is asked to shut down and is started again, unless it runs with these values already because only its definition was changed by hand. If it does not shut down within update.shutdown.timeout, nothing is changed.", strings.Join(c.Restart, ", "))
	case len(c.Online) > 0:
		return fmt.Sprintf("Updating the VM %s does not restart its guest", name),
			fmt.Sprintf("The change of %s is applied to the running guest.", strings.Join(c.Online, ", "))
	case len(c.Deferred) > 0:
		return fmt.Sprintf("Updating the VM %s does not restart its guest", name),
			fmt.Sprintf("The change of %s is room for later; the guest gets it when it next starts.", strings.Join(c.Deferred, ", "))
	}
	return "", ""
}

// AdoptedWarning names what is deferred for an adopted guest. An attribute in
// neither warning is another spelling of what the guest has.
func (c *Consequences) AdoptedWarning(name string) (summary, detail string) {
	return fmt.Sprintf("The guest of the VM %s was started by others", name),
		fmt.Sprintf("For %s the guest keeps what it has until it next starts.", strings.Join(c.Deferred, ", "))
}
