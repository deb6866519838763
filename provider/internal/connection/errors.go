package connection

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection/rpc"
	"quantum-kvm/provider/internal/libvirturi"
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

// explain adds the host and what to do to an error of libvirt or of its client;
// any other stays as it is.
func (c *Connection) explain(wire *rpc.Conn, err error) error {
	if errors.Is(err, libvirt.ErrInterrupted) || errors.Is(err, syscall.EINVAL) || errors.Is(err, net.ErrClosed) {
		if cause := wire.Cause(); cause != nil {
			return givenUp(c.target, cause)
		}
		return fmt.Errorf("the connection to libvirt on %s was lost; check that the host is up and libvirtd is running, then run the same command again", c.target)
	}
	var answer libvirt.Error
	if errors.As(err, &answer) {
		return fmt.Errorf("libvirt on %s: %w; its log on the host (journalctl -u libvirtd) tells more", c.target, err)
	}
	return err
}

// givenUp is the error of a libvirt whose connection was ended from this side.
func givenUp(target libvirturi.Target, cause error) error {
	var late *rpc.TimeoutError
	switch {
	case errors.As(cause, &late) && late.Interrupted:
		return fmt.Errorf("libvirt on %s: %w; run the same command again to complete what was begun", target, cause)
	case errors.As(cause, &late):
		return fmt.Errorf("libvirt on %s was given up: %w; see its log on the host (journalctl -u libvirtd), restart it (systemctl restart libvirtd), then run the same command again", target, cause)
	default:
		return fmt.Errorf("libvirt on %s was given up: %w; what answers there is broken or no libvirt: nothing that it says of this host can be relied on. Find out what it is before anything else is done on this host", target, cause)
	}
}
