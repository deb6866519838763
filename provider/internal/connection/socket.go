package connection

import (
	"context"
	"fmt"
	"net"
	"strings"
)

// sockets are where libvirt listens: the monolithic daemon in both spellings
// of the folder, then the modular one of newer distributions.
var sockets = []string{
	"/run/libvirt/libvirt-sock",
	"/var/run/libvirt/libvirt-sock",
	"/run/libvirt/virtqemud-sock",
	"/var/run/libvirt/virtqemud-sock",
}

// candidates are the sockets to try for a target.
func (t Target) candidates() []string {
	if t.Socket != "" {
		return []string{t.Socket}
	}
	return sockets
}

func dialLocal(ctx context.Context, target Target) (net.Conn, error) {
	for _, path := range target.candidates() {
		var dialer net.Dialer
		if stream, err := dialer.DialContext(ctx, "unix", path); err == nil {
			return stream, nil
		}
	}
	return nil, noLibvirt(target)
}

func noLibvirt(target Target) error {
	return fmt.Errorf("libvirt does not answer on %s (tried %s); install it, or start it with: systemctl start libvirtd", target, strings.Join(target.candidates(), ", "))
}
