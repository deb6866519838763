package connection

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/digitalocean/go-libvirt"
)

// Is reports whether libvirt answered with one of the codes (libvirt include/libvirt/virterror.h).
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

// Explain adds the host and what to do to an error of libvirt or of its client;
// any other stays as it is.
func (c *Connection) Explain(err error) error {
	if errors.Is(err, libvirt.ErrInterrupted) || errors.Is(err, syscall.EINVAL) {
		return fmt.Errorf("the connection to libvirt on %s was lost; check that the host is up and libvirtd is running, then run the same command again", c.target)
	}
	var answer libvirt.Error
	if errors.As(err, &answer) {
		return fmt.Errorf("libvirt on %s: %w; its log on the host (journalctl -u libvirtd) tells more", c.target, err)
	}
	return err
}
