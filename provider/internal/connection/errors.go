package connection

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Is tells whether libvirt answered with one of the codes (libvirt include/libvirt/virterror.h).
func Is(err error, codes ...libvirt.ErrorNumber) bool {
	var answer libvirt.Error
	if !errors.As(err, &answer) {
		return false
	}
	for _, code := range codes {
		if answer.Code == uint32(code) {
			return true
		}
	}
	return false
}

// Client is [Connection.Open] for a resource's method: a failure becomes a
// diagnostic and nil is returned. The action is verb, object and name:
// "Creating the network quantum-br0".
func (c *Connection) Client(ctx context.Context, action string, diagnostics *diag.Diagnostics) *libvirt.Libvirt {
	client, err := c.Open(ctx)
	if err != nil {
		diagnostics.AddError(action, sentence(err))
		return nil
	}
	return client
}

// Failed adds the diagnostic of a failed action and tells whether there was one.
func (c *Connection) Failed(err error, action string, diagnostics *diag.Diagnostics) bool {
	if err == nil {
		return false
	}
	diagnostics.AddError(action, sentence(c.explain(err)))
	return true
}

// explain adds what to do to errors that are not our own words.
func (c *Connection) explain(err error) error {
	if errors.Is(err, libvirt.ErrInterrupted) || errors.Is(err, syscall.EINVAL) {
		return fmt.Errorf("the connection to libvirt on %s was lost; check that the host is up and libvirtd is running, then run the same command again", c.target)
	}
	var answer libvirt.Error
	if errors.As(err, &answer) {
		return fmt.Errorf("libvirt on %s: %w; its log on the host (journalctl -u libvirtd) tells more", c.target, err)
	}
	return err
}

func sentence(err error) string {
	return err.Error() + "."
}
