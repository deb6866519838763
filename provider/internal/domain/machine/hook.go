package machine

import (
	"errors"
	"strings"

	"github.com/digitalocean/go-libvirt"
)

// hookSays is what the lines of the hook that preparation installs begin with.
const hookSays = "quantum-kvm: "

// startError is the sentence of the host's hook where that kept the VM from
// starting: libvirt puts it behind its own command line. Any other error stays.
func startError(err error) error {
	var answer libvirt.Error
	if !errors.As(err, &answer) || answer.Code != uint32(libvirt.ErrHookScriptFailed) {
		return err
	}
	_, said, found := strings.Cut(answer.Message, hookSays)
	if !found {
		return err
	}
	return errors.New(strings.ReplaceAll(strings.TrimSpace(said), "\n"+hookSays, "; "))
}
