package connection

import (
	"context"
	"fmt"
	"net"
	"strings"

	"quantum-kvm/provider/internal/libvirturi"
)

func dialLocal(ctx context.Context, target libvirturi.Target) (net.Conn, error) {
	for _, path := range target.Sockets() {
		var dialer net.Dialer
		if stream, err := dialer.DialContext(ctx, "unix", path); err == nil {
			return stream, nil
		}
	}
	return nil, noLibvirt(target)
}

func noLibvirt(target libvirturi.Target) error {
	return fmt.Errorf("libvirt does not answer on %s (tried %s); install it, or start it with: systemctl start libvirtd", target, strings.Join(target.Sockets(), ", "))
}
