// Package connection reaches libvirt on a host, at most once per process and
// only when a resource first needs it.
package connection

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket/dialers"
	"golang.org/x/crypto/ssh"
)

// connectLimit bounds everything from the first packet to libvirt's answer.
const connectLimit = 20 * time.Second

// Connection is one host's libvirt. It is safe for concurrent use.
type Connection struct {
	target Target
	limit  time.Duration

	mutex  sync.Mutex
	client *libvirt.Libvirt
	// failed is what the first attempt ended with: the resources of an
	// unreachable host wait for it once, not once each.
	failed error
}

// New returns a connection that is not yet opened.
func New(target Target) *Connection {
	return &Connection{target: target, limit: connectLimit}
}

// Unusable returns a connection that always fails with the given cause.
func Unusable(cause error) *Connection {
	return &Connection{failed: cause}
}

// Open returns the connected client, connecting if that has not happened yet
// or the connection was lost since.
func (c *Connection) Open(ctx context.Context) (*libvirt.Libvirt, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.failed != nil {
		return nil, c.failed
	}
	if c.client != nil && c.client.IsConnected() {
		return c.client, nil
	}
	c.client, c.failed = connect(ctx, c.target, c.limit)
	return c.client, c.failed
}

func connect(ctx context.Context, target Target, limit time.Duration) (*libvirt.Libvirt, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	client, err := attach(ctx, target, dial)
	var refused libvirt.Error
	if errors.As(err, &refused) && target.User != "root" && target.Host != "" {
		for _, way := range []dialer{dialAsRoot, dialOnTerminal} {
			if asRoot, failed := attach(ctx, target, way); failed == nil {
				return asRoot, nil
			}
		}
	}
	if err != nil {
		return nil, timeoutOr(ctx, target, limit, err)
	}
	return client, nil
}

// dialer is a way to libvirt.
type dialer func(context.Context, Target) (net.Conn, error)

// attach opens a stream and has libvirt accept it.
func attach(ctx context.Context, target Target, dial dialer) (*libvirt.Libvirt, error) {
	stream, err := dial(ctx, target)
	if err != nil {
		return nil, err
	}
	abort := context.AfterFunc(ctx, func() { _ = stream.Close() })
	client := libvirt.NewWithDialer(dialers.NewAlreadyConnected(newCallOrder(stream)))
	err = client.ConnectToURI(libvirt.QEMUSystem)
	if !abort() {
		return nil, errors.New("cancelled")
	}
	if errors.Is(err, libvirt.ErrInterrupted) {
		return nil, noLibvirt(target)
	}
	if err != nil {
		_ = stream.Close()
		return nil, fmt.Errorf("libvirt on %s refused the connection: %w; the user must be root, have password-less sudo, or belong to the host's libvirt group where polkit runs", target, err)
	}
	return client, nil
}

func dial(ctx context.Context, target Target) (net.Conn, error) {
	if target.Host == "" {
		return dialLocal(ctx, target)
	}
	return dialSSH(ctx, target, tunnel)
}

// dialAsRoot is the way where libvirt refuses the user: its group counts only
// where polkit runs, which a small installation leaves out.
func dialAsRoot(ctx context.Context, target Target) (net.Conn, error) {
	return dialSSH(ctx, target, func(client *ssh.Client, target Target) (net.Conn, error) {
		return runHelper(client, target, "sudo -n "+helperCommand(target))
	})
}

func timeoutOr(ctx context.Context, target Target, limit time.Duration, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%s did not answer within %s; check that the host is up and that its SSH port and libvirtd answer", target, limit)
	}
	return err
}
